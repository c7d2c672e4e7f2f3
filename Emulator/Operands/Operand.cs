using System;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>A tile descriptor resolved against a machine: every byte it names is inside its buffer and its memory.</summary>
internal struct Operand
{
    /// <summary>Name in traps and traces, such as <c>dst</c>.</summary>
    public string Name;
    /// <summary>Where the tile is.</summary>
    public MachineMemory Memory;
    /// <summary>Type and geometry.</summary>
    public TileShape Shape;
    /// <summary>Its bytes; of a sparse tile the stored ones, or all the room there is when it is to be written.</summary>
    public Footprint Bytes;
    /// <summary>Address of the mask of a sparse tile.</summary>
    public long MaskAddress;
    /// <summary>Bytes of the mask; 0 for dense tiles.</summary>
    public int MaskBytes;
    /// <summary>Address of int32 zero points; −1 = none.</summary>
    public long ZeroPoints;
    /// <summary>Address of fp32 scales; −1 = none.</summary>
    public long Scales;
    /// <summary>Number of scales.</summary>
    public int ScaleCount;

    /// <summary>Extent of the last dimension.</summary>
    public readonly long LastExtent => Shape.Dims[Shape.Rank - 1];

    /// <summary>Bytes of all elements, each counted once whatever its stride.</summary>
    public readonly long ElementBytes => Shape.Format == SparseFormat.Dense ? Shape.Type.BytesOf(Shape.Elements) : Bytes.Run;

    /// <summary>The tile as kernels take it.</summary>
    public readonly Tile Tile => new(Memory.View(Bytes.Address, (int)Bytes.Span), Shape)
    {
        Metadata = Memory.View(MaskAddress, MaskBytes),
        ZeroPoints = ZeroPoints < 0 ? [] : MemoryMarshal.Cast<byte, int>(Memory.View(ZeroPoints, (int)LastExtent * sizeof(int))),
    };

    /// <summary>The quantisation scales.</summary>
    public readonly ReadOnlySpan<float> ScaleValues => Scales < 0 ? [] : MemoryMarshal.Cast<byte, float>(Memory.View(Scales, ScaleCount * sizeof(float)));
}
