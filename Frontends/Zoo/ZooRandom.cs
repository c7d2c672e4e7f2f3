using System;
using System.Threading.Tasks;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Random numbers by position: word i of a stream is a function of seed, stream and i alone, so that threads may share the work.</summary>
/// <remarks><see cref="Philox4x32"/> with key = seed, counter = (block, stream).</remarks>
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
            for (int block = task * BlocksPerTask; block < end; block++)
            {
                UInt128 words = Block(seed, stream, block);
                Span<float> target = destination.AsSpan(block * 4, Math.Min(4, destination.Length - (block * 4)));
                for (int i = 0; i < target.Length; i++)
                {
                    uint word = (uint)(words >> (32 * i));
                    int sum = (int)((word & 0x7FF) + ((word >> 11) & 0x7FF)) + (int)((word >> 22) * 2) + 1;
                    target[i] = sum - 3071;
                }
            }
        });
    }

    /// <summary>Fills with uniform bytes.</summary>
    public static void Bytes(Span<byte> destination, ulong seed, ulong stream)
    {
        UInt128 words = 0;
        for (int i = 0; i < destination.Length; i++)
        {
            words = i % 16 == 0 ? Block(seed, stream, i / 16) : words >> 8;
            destination[i] = (byte)words;
        }
    }

    private static UInt128 Block(ulong seed, ulong stream, int block) => Philox4x32.Block(new UInt128(stream, (ulong)block), seed);
}
