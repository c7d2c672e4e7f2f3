using System;

namespace AccelEmu.Timing;

/// <summary>Misses word by word, through a set that is emptied whenever it is full.</summary>
internal static class WordMisses
{
    public static CalcReads Replay(WordSource source, long capacity)
    {
        int[] filled = new int[source.WordIds];
        int[] words = new int[source.LineWidth];
        int round = 1;
        long misses = 0;
        long held = 0;
        long flush = -1;
        for (long line = 0; line < source.Lines; line++)
        {
            int count = source.Requests(line, words);
            for (int i = 0; i < count; i++)
            {
                if (filled[words[i]] == round)
                {
                    continue;
                }
                filled[words[i]] = round;
                misses++;
                if (++held == capacity)
                {
                    (held, flush, round) = (0, line, round + 1);
                }
            }
        }
        return new CalcReads(misses, flush);
    }
}
