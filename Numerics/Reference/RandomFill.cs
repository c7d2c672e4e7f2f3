using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// Philox4x32-10 numbers: element i (row-major) is lane i mod 4 of the block at counter + i/4. Integers take the lane's low bits; F32 takes its
    /// upper 24 bits over 2^24, uniform in [0, 1).
    /// </summary>
    /// <param name="destination">Integers of at most 32 bits, or F32.</param>
    /// <param name="counter">The block of elements 0..3; wraps.</param>
    /// <param name="key">Key.</param>
    /// <exception cref="NumericsException">The type has no random numbers; nothing has been written.</exception>
    public static void RandomFill(Tile destination, UInt128 counter, ulong key)
    {
        Check.WritePlain(destination, "destination");
        DType type = destination.Shape.Type;
        Check.Type(destination, "destination", type == DType.F32 || (type.IsInteger() && type.Bits() <= 32), "integers of at most 32 bits, f32");
        ulong[] raw = new ulong[destination.Shape.Elements];
        UInt128 block = default;
        for (int i = 0; i < raw.Length; i++)
        {
            if (i % 4 == 0)
            {
                block = Philox4x32.Block(unchecked(counter + (uint)(i / 4)), key);
            }
            uint lane = (uint)(block >> (32 * (i % 4)));
            raw[i] = type == DType.F32 ? Elements.FromSingle(DType.F32, (lane >> 8) * (1f / (1 << 24))) : Elements.FromInteger(type, lane);
        }
        TileValues.WriteRaw(destination, raw);
    }
}
