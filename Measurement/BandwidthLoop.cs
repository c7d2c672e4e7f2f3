using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Measurement;

/// <summary>Reads memory as fast as this processor can, with one thread: the bound of products with few rows, which read each weight once.</summary>
internal sealed class BandwidthLoop
{
    private const int Step = 512;

    private const int Shortest = 1 << 20;

    private readonly byte[] data;
    private readonly int passes;

    /// <summary>A loop over <paramref name="bytes"/> bytes, at least one step: as many as the weights, so that it meets the same level of cache.</summary>
    public BandwidthLoop(long bytes)
    {
        int size = checked((int)((bytes + Step - 1) / Step * Step));
        data = GC.AllocateUninitializedArray<byte>(size + 64, pinned: true);
        // Untouched pages would all be one page of zeros.
        Array.Fill(data, (byte)1);
        passes = Math.Max(1, Shortest / size);
        Bytes = (long)size * passes;
    }

    /// <summary>Bytes read by a call: a small buffer is read several times.</summary>
    public long Bytes { get; }

    /// <summary>What was read, so that reading cannot be left out.</summary>
    public long Result { get; private set; }

    /// <summary>Reads <see cref="Bytes"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run()
    {
        fixed (byte* start = data)
        {
            byte* p = (byte*)(((nint)start + 63) & ~63);
            nint size = data.Length - 64;
            Vector512<long> a = default, b = default, c = default, d = default;
            for (int pass = 0; pass < passes; pass++)
            {
                for (byte* q = p, end = p + size; q < end; q += Step)
                {
                    a |= Vector512.Load((long*)q) | Vector512.Load((long*)(q + 256));
                    b |= Vector512.Load((long*)(q + 64)) | Vector512.Load((long*)(q + 320));
                    c |= Vector512.Load((long*)(q + 128)) | Vector512.Load((long*)(q + 384));
                    d |= Vector512.Load((long*)(q + 192)) | Vector512.Load((long*)(q + 448));
                }
            }
            Result = Vector512.Sum(a | b | c | d);
        }
    }
}
