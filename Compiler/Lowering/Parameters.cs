using System;
using System.Collections.Generic;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Small constants a vector instruction needs beside its tiles, brought to each core once a layer.</summary>
internal sealed class Parameters(LoweringContext context, string node, byte[] data)
{
    private readonly Dictionary<int, Buffer> local = [];
    private Buffer? source;

    /// <summary>Scratchpad bytes a core needs for them.</summary>
    public long Bytes => WorkArea.Align(data.Length);

    /// <summary>Where they are on a core.</summary>
    public Buffer On(int core)
    {
        if (!local.TryGetValue(core, out Buffer buffer))
        {
            Buffer from = source ??= context.Dram.Constant(data, node);
            local[core] = buffer = context.Areas[core].Take(data.Length, node);
            context.Emitter.Move(core, View.Dense(buffer, 0, DType.I8, data.Length), View.Dense(from, 0, DType.I8, data.Length));
        }
        return buffer;
    }

    /// <summary>Numbers as bytes.</summary>
    public static byte[] Of(Array values)
    {
        byte[] data = new byte[System.Buffer.ByteLength(values)];
        System.Buffer.BlockCopy(values, 0, data, 0, data.Length);
        return data;
    }
}
