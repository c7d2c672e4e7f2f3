using System.Collections.Generic;

namespace AccelEmu.Compiler;

/// <summary>Sizes worth trying for a cut.</summary>
internal static class TileSizes
{
    /// <summary>The whole extent, then nearly equal cuts into 2, 3, … 8, then 10, 13, 16, … parts, in whole units; decreasing.</summary>
    public static List<long> Of(long extent, long unit)
    {
        List<long> sizes = [extent];
        long units = (extent + unit - 1) / unit;
        for (long parts = 2; parts <= units; parts += parts < 8 ? 1 : parts / 4)
        {
            Add((units + parts - 1) / parts * unit);
        }
        Add(unit);
        return sizes;

        void Add(long size)
        {
            if (size < sizes[^1])
            {
                sizes.Add(size);
            }
        }
    }

    /// <summary>Number of tiles of <paramref name="size"/> in <paramref name="extent"/>.</summary>
    public static long Count(long extent, long size) => (extent + size - 1) / size;
}
