using System;
using System.Threading.Tasks;

namespace AccelEmu.Frontends;

/// <summary>Random numbers by position: word i of a stream is a function of seed, stream and i alone, so that threads may share the work.</summary>
/// <remarks>Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): key = seed, counter = (block, stream).</remarks>
internal static class ZooRandom
{
    private const int BlocksPerTask = 1 << 14;

    /// <summary>
    /// Fills with whole numbers in ±3070 of mean 0 and deviation 1024: each is the sum of three independent uniform parts
    /// of one random word, which is close to a normal distribution and never leaves three deviations.
    /// </summary>
    public static void Bell(float[] destination, ulong seed, ulong stream)
    {
        int blocks = (destination.Length + 3) / 4;
        Parallel.For(0, (blocks + BlocksPerTask - 1) / BlocksPerTask, task =>
        {
            int end = Math.Min(blocks, (task + 1) * BlocksPerTask);
            Span<uint> words = stackalloc uint[4];
            for (int block = task * BlocksPerTask; block < end; block++)
            {
                Block(seed, stream, (ulong)block, words);
                Span<float> target = destination.AsSpan(block * 4, Math.Min(4, destination.Length - (block * 4)));
                for (int i = 0; i < target.Length; i++)
                {
                    uint word = words[i];
                    int sum = (int)((word & 0x7FF) + ((word >> 11) & 0x7FF)) + (int)((word >> 22) * 2) + 1;
                    target[i] = sum - 3071;
                }
            }
        });
    }

    /// <summary>Fills with uniform bytes.</summary>
    public static void Bytes(Span<byte> destination, ulong seed, ulong stream)
    {
        Span<uint> words = stackalloc uint[4];
        for (int i = 0; i < destination.Length; i++)
        {
            if (i % 16 == 0)
            {
                Block(seed, stream, (ulong)(i / 16), words);
            }
            destination[i] = (byte)(words[i % 16 / 4] >> (8 * (i % 4)));
        }
    }

    /// <summary>Philox4x32-10 of one counter.</summary>
    public static void Block(ulong seed, ulong stream, ulong block, Span<uint> words)
    {
        (uint c0, uint c1, uint c2, uint c3) = ((uint)block, (uint)(block >> 32), (uint)stream, (uint)(stream >> 32));
        (uint k0, uint k1) = ((uint)seed, (uint)(seed >> 32));
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0;
            ulong p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        (words[0], words[1], words[2], words[3]) = (c0, c1, c2, c3);
    }
}
