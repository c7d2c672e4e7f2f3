using System;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>
/// The part of a core's scratchpad in which layers keep their tile buffers. Layers take room one behind the other and start again
/// at the bottom when the end is reached, so that loads of a layer run while the previous one still computes.
/// </summary>
internal sealed class WorkArea
{
    private const int Alignment = 64;
    private readonly int core;
    private readonly long start, end;
    private long next;

    /// <summary>The bytes [start, end) of a core's scratchpad.</summary>
    public WorkArea(int core, long start, long end)
    {
        (this.core, this.start, this.end) = (core, start, end);
        next = HighWater = start;
    }

    /// <summary>Bytes a single layer may use.</summary>
    public long Bytes => end - start;

    /// <summary>Highest byte handed out.</summary>
    public long HighWater { get; private set; }

    /// <summary>Size of a buffer as it is allocated.</summary>
    public static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    /// <summary>Makes sure that <paramref name="bytes"/> follow without wrapping: the start of a layer.</summary>
    public void Reserve(long bytes, string node)
    {
        if (bytes > Bytes)
        {
            throw Full(node, "tile buffers", bytes);
        }
        if (next + bytes > end)
        {
            next = start;
        }
    }

    /// <summary>Takes a buffer of the reserved room.</summary>
    public Buffer Take(long bytes, string node)
    {
        long size = Align(Math.Max(bytes, 1));
        if (next + size > end)
        {
            throw Full(node, "a tile buffer", bytes);
        }
        Buffer buffer = new(Space.Scratchpad, core, next, bytes);
        next += size;
        HighWater = Math.Max(HighWater, next);
        return buffer;
    }

    /// <summary>The error of a layer that does not fit.</summary>
    public CompileException Full(string node, string what, long bytes) =>
        new("compile.capacity", node, $"needs {bytes} bytes of scratchpad for {what}, {Bytes} are available; choose a machine with a larger scratchpad or make the layer smaller");
}
