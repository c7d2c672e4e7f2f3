using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination = the increasing indices i with mask[i] ≠ 0; elements beyond the count are untouched.</summary>
    /// <param name="destination">I32 or I64, rank 1, room for every index found.</param>
    /// <param name="mask">U8, rank 1.</param>
    /// <returns>The count.</returns>
    /// <exception cref="NumericsException">Types do not fit, or there is no room; nothing has been written.</exception>
    public static int Compact(Tile destination, Tile mask)
    {
        Check.WritePlain(destination, "destination");
        Check.ReadPlain(mask, "mask");
        Check.Rank(destination, "destination", 1);
        Check.Rank(mask, "mask", 1);
        DType type = destination.Shape.Type;
        Check.Type(destination, "destination", type is DType.I32 or DType.I64, "i32, i64");
        Check.Type(mask, "mask", mask.Shape.Type == DType.U8, "u8");
        ulong[] set = TileValues.ReadRaw(mask);
        int count = 0;
        for (int i = 0; i < set.Length; i++)
        {
            count += set[i] != 0 ? 1 : 0;
        }
        Check.Require(count <= destination.Shape.Dims[0], $"destination: room for {destination.Shape.Dims[0]} indices; the mask sets {count}");
        int at = 0;
        for (int i = 0; i < set.Length; i++)
        {
            if (set[i] != 0)
            {
                Elements.WriteRaw(destination.Data, type, at++ * destination.Shape.Strides[0] * 8, (ulong)i);
            }
        }
        return count;
    }
}
