using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AccelEmu.Measurement;

/// <summary>Reads memory as fast as this processor can, with one thread: the bound of products with few rows, which read each weight once.</summary>
internal sealed class BandwidthLoop
{
    private const int Step = 512;

    private readonly byte[] data;

    /// <summary>A loop over <paramref name="bytes"/> bytes, at least one step: as many as the weights, so that it meets the same level of cache.</summary>
    public BandwidthLoop(long bytes) => data = GC.AllocateArray<byte>(checked((int)((bytes + Step - 1) / Step * Step)) + 64, pinned: true);

    /// <summary>Bytes read by a call.</summary>
    public int Bytes => data.Length - 64;

    /// <summary>What was read, so that reading cannot be left out.</summary>
    public long Result { get; private set; }

    /// <summary>Reads everything once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run()
    {
        fixed (byte* start = data)
        {
            byte* p = (byte*)(((nint)start + 63) & ~63);
            Vector512<long> a = default, b = default, c = default, d = default;
            for (byte* end = p + Bytes; p < end; p += Step)
            {
                a |= Vector512.Load((long*)p) | Vector512.Load((long*)(p + 256));
                b |= Vector512.Load((long*)(p + 64)) | Vector512.Load((long*)(p + 320));
                c |= Vector512.Load((long*)(p + 128)) | Vector512.Load((long*)(p + 384));
                d |= Vector512.Load((long*)(p + 192)) | Vector512.Load((long*)(p + 448));
            }
            Result = Vector512.Sum(a | b | c | d);
        }
    }
}
