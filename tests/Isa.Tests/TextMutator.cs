using System;
using System.Text;

namespace AccelEmu.Isa.Tests;

/// <summary>Changes assembly text by characters, words and lines; the same seed changes it the same way.</summary>
internal static class TextMutator
{
    private static readonly string[] Pieces =
    [
        "halt", "loop", "@p1 ", "@!p3 ", "r1", "r31", "d0", "d63", "d3.offset", "wait=s1", "signal=full", "wait=s1,s2", ".include \"lib.s\"", ".zero 99999999999", ".zero 7", ".template t tile dims=1,2",
        ".template q drain scale=f32(nan)", "f32(", "bits(0x7fc00000)", "(", ")", "((((", "-", "~", "<<", ">> 64", "* 0x7fffffffffffffff", "/ 0", "% 0", "0x", "0b1", "1e9", "-1", "65536", "4294967296", "9223372036854775808",
        "\"", "\\", "\\x4", "\"\\u00e9\"", ":", "=", ",", ";", "#", "\u0000", "\u00e9", "$", "count=3", "register=r2", ".entry start", ".core 1", ".table kernels k0", ".raw 0x0", "x: ", "start:", ".equ x x", "move.stq d1, d2", "matmul d0, d1, d2",
        ".semaphore s producer=mx0 consumer=vx1", ".bind output y type=i8 shape=4 address=0", ".memory dram=1<<20", ".data 4096", ".hex \"0g\"", ".feature \"x\"", ".node \"n\"", ".name \"n\"",
    ];

    public static string Mutate(int seed, string text)
    {
        Random random = new(seed);
        StringBuilder changed = new(text);
        for (int edits = random.Next(1, 4); edits > 0 && changed.Length > 8; edits--)
        {
            int at = random.Next(changed.Length), length = Math.Min(random.Next(1, 12), changed.Length - at);
            switch (random.Next(8))
            {
                case 0:
                    changed.Remove(at, length);
                    break;
                case 1:
                    changed.Insert(at, changed.ToString(random.Next(changed.Length - length + 1), length));
                    break;
                case 2:
                    changed[at] = (char)random.Next(32, 127);
                    break;
                case 3:
                    MoveLine(random, changed);
                    break;
                case 4:
                    changed.Length = Math.Max(at, changed.Length / 2);
                    break;
                default:
                    changed.Insert(WordStart(changed, at), Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? " " : random.Next(4) == 0 ? "\n" : ""));
                    break;
            }
        }
        return changed.ToString();
    }

    private static int WordStart(StringBuilder text, int at)
    {
        while (at > 0 && text[at - 1] is not (' ' or '\n' or ','))
        {
            at--;
        }
        return at;
    }

    private static void MoveLine(Random random, StringBuilder text)
    {
        string[] lines = text.ToString().Split('\n');
        int from = random.Next(lines.Length), to = random.Next(lines.Length);
        (lines[from], lines[to]) = (lines[to], random.Next(2) == 0 ? lines[from] : lines[to]);
        text.Clear().AppendJoin('\n', lines);
    }
}
