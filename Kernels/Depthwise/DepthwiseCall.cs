using System.Runtime.InteropServices;

namespace AccelEmu.Kernels;

/// <summary>Description from which a depthwise kernel is emitted.</summary>
/// <param name="Flip">Inputs are int8: their top bit is flipped, which adds 128 to them.</param>
/// <param name="Half">At most 32 channels exist: vectors of 256 bits.</param>
/// <param name="Masked">Not all 64 or 32 channels exist.</param>
/// <param name="LoneTap">The last four taps are one tap and padding.</param>
/// <param name="Drains">Sums are drained to bytes in registers, else stored as int32.</param>
/// <param name="SignedOutput">Drains: int8 bytes, else uint8.</param>
/// <param name="TwoOffsets">Drains: negative sums round with another offset than the others.</param>
internal readonly record struct DepthwiseKind(bool Flip, bool Half, bool Masked, bool LoneTap, bool Drains, bool SignedOutput, bool TwoOffsets)
{
    /// <summary>Number of distinct <see cref="Slot"/> values.</summary>
    public const int Slots = 128;

    /// <summary>A number of its own for each kind.</summary>
    public int Slot => (Flip ? 1 : 0) | (Masked ? 2 : 0) | (LoneTap ? 4 : 0) | (Drains ? 8 : 0) | (SignedOutput ? 16 : 0) | (TwoOffsets ? 32 : 0) | (Half ? 64 : 0);
}

/// <summary>Operands of one call of an emitted depthwise kernel: pixels beside each other, up to 64 channels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DepthwiseCall
{
    /// <summary>Bytes of a record of a pixel the drain could not decide: 64 sums with the bias, then the pixels that were left, itself included.</summary>
    public const int RecordBytes = 320;
    /// <summary>Place of that count in a record.</summary>
    public const int RecordPixel = 256;

    /// <summary>Addresses of the taps, pixel by pixel.</summary>
    public byte** Table;
    /// <summary>Pixels left; counted down.</summary>
    public nint Pixels;
    /// <summary>Fours of taps, a last lone one apart.</summary>
    public nint Quads;
    /// <summary>First channel.</summary>
    public nint Channel;
    public byte* Weights;
    /// <summary>Where the first pixel's sums or bytes go.</summary>
    public byte* Output;
    /// <summary>Bytes from a pixel's output to the next one's.</summary>
    public nint OutputStep;
    /// <summary>Channels that exist.</summary>
    public ulong Mask;
    /// <summary>Next free record.</summary>
    public byte* Records;
    /// <summary>Bias, scales, offsets and offsets of negative sums: 64 each, in the order of the kernel's sums.</summary>
    public int* Parameters;
    /// <summary>Bits of a 2^-16 fraction of which one must be set.</summary>
    public int Window;
    /// <summary>The clamp's bytes, four times each.</summary>
    public uint Low;
    public uint High;
    /// <summary>0x80808080.</summary>
    public uint Flip;
}
