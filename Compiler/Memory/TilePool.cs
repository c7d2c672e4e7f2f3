using System;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>Equal buffers that take turns; a tile that is still in one of them is not loaded again.</summary>
internal sealed class TilePool
{
    private readonly Buffer[] buffers;
    private readonly (long, long)?[] keys;
    private int turn;

    /// <summary>Takes <paramref name="count"/> buffers of <paramref name="bytes"/> from a core's work area.</summary>
    public TilePool(WorkArea area, int count, long bytes, string node)
    {
        buffers = new Buffer[count];
        keys = new (long, long)?[count];
        for (int i = 0; i < count; i++)
        {
            buffers[i] = area.Take(bytes, node);
        }
    }

    /// <summary>The buffer that holds tile <paramref name="key"/>; <paramref name="load"/> fills the least recent one if none does.</summary>
    public Buffer Get((long, long) key, Action<Buffer> load)
    {
        int found = Array.IndexOf(keys, key);
        if (found >= 0)
        {
            return buffers[found];
        }
        Buffer buffer = Next(key);
        load(buffer);
        return buffer;
    }

    /// <summary>The next buffer in turn, for contents that are used once.</summary>
    public Buffer Next((long, long)? key = null)
    {
        keys[turn] = key;
        Buffer buffer = buffers[turn];
        turn = turn + 1 == buffers.Length ? 0 : turn + 1;
        return buffer;
    }
}
