using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>DRAM from address 0 up: bindings and temporaries, then constants as lowering packs them.</summary>
internal sealed class DramLayout(long capacity)
{
    private const int Alignment = 64;
    private readonly List<ConstantSegment> constants = [];

    /// <summary>Bytes used so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Contents.</summary>
    public ImmutableArray<ConstantSegment> Constants => [.. constants];

    /// <summary>Takes room.</summary>
    public Buffer Allocate(long bytes, string what, bool isConstant = false)
    {
        long at = Bytes;
        Bytes = (at + Math.Max(bytes, 1) + Alignment - 1) / Alignment * Alignment;
        return Bytes <= capacity
            ? new Buffer(Space.Dram, 0, at, bytes, isConstant)
            : throw new CompileException("compile.capacity", what, $"needs {bytes} bytes of DRAM at {at}, the machine has {capacity}; choose a machine with more DRAM or a smaller model");
    }

    /// <summary>Places bytes that are there before the run. The array must not change afterwards.</summary>
    public Buffer Constant(byte[] data, string what)
    {
        Buffer buffer = Allocate(data.Length, what, isConstant: true);
        constants.Add(new ConstantSegment(buffer.Base, ImmutableCollectionsMarshal.AsImmutableArray(data)));
        return buffer;
    }
}
