using System;
using AccelEmu.Emulator;

namespace AccelEmu.Measurement;

/// <summary>An operand where an emulated machine would have it: aligned, and in large pages when it is large. Arrays are neither, which costs a fast product some percent.</summary>
internal sealed class MachineBytes : IDisposable
{
    // A machine's memories are large, whatever lies in them.
    private const int LeastCapacity = 16 << 20;

    private readonly NativeReservation memory;
    private readonly int length;

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    public MachineBytes(ReadOnlySpan<byte> bytes)
    {
        length = bytes.Length;
        memory = new NativeReservation(Math.Max(length, LeastCapacity));
        bytes.CopyTo(All);
    }

    /// <summary>The operand.</summary>
    public Span<byte> All => memory.Slice(0, length);

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
