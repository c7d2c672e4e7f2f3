using System;
using System.Runtime.InteropServices;

namespace AccelEmu.Kernels;

/// <summary>What a scratch buffer is for. Buffers of different uses never alias, so a kernel may hold several at once.</summary>
internal enum ScratchUse
{
    Rows,
    WideRows,
    WordPanels,
    Sums,
    Line,
    RowSums,
    Weights,
    FlippedWeights,
    DecodedWeights,
    WidenedRows,
    WidenedPanels,
    Offsets,
    Parameters,
    Corrections,
    Accumulators,
    PaddedImage,
    Groups,
    RowTable,
    OutputTable,
    ResidualTable,
    Records,
    CertifiedParameters,
    RepackedWeights,
    DepthwiseQuads,
    ZeroRow,
    Zeros,
    DepthwiseParameters,
    SmallTables,
    Count,
}

/// <summary>Native buffers of the current thread, 64-byte aligned, grown and kept: steady state allocates nothing.</summary>
/// <remarks>Unaligned 512-bit loads run at half speed and fresh pages cost ten times a warm one (measured), hence neither arrays nor per-call allocation.</remarks>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? current;

    private readonly nint[] buffers = new nint[(int)ScratchUse.Count];
    private readonly nuint[] sizes = new nuint[(int)ScratchUse.Count];

    ~Scratch()
    {
        foreach (nint buffer in buffers)
        {
            NativeMemory.AlignedFree((void*)buffer);
        }
    }

    /// <summary>At least <paramref name="bytes"/> bytes of undefined content, valid until this thread asks for the same use again.</summary>
    public static byte* Get(ScratchUse use, long bytes)
    {
        Scratch scratch = current ??= new Scratch();
        int slot = (int)use;
        if (scratch.sizes[slot] < (nuint)bytes)
        {
            NativeMemory.AlignedFree((void*)scratch.buffers[slot]);
            scratch.buffers[slot] = 0;
            scratch.sizes[slot] = 0;
            nuint size = ((nuint)bytes + ((nuint)bytes / 4) + 4095) & ~(nuint)4095;
            scratch.buffers[slot] = (nint)NativeMemory.AlignedAlloc(size, 64);
            scratch.sizes[slot] = size;
        }
        return (byte*)scratch.buffers[slot];
    }
}
