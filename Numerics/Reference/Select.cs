namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>destination[i] = mask[i] ≠ 0 ? a[i] : b[i], raw bits; a and b have the destination's type.</summary>
    /// <exception cref="NumericsException">Types or extents do not go together; nothing has been written.</exception>
    public static void Select(Tile destination, Tile mask, Tile a, Tile b)
    {
        Elementwise.CheckPair(destination, mask, "mask");
        Elementwise.CheckPair(destination, a, "a");
        Elementwise.CheckPair(destination, b, "b");
        DType type = destination.Shape.Type;
        Check.Type(mask, "mask", mask.Shape.Type == DType.U8, "u8");
        Check.Type(a, "a", a.Shape.Type == type, $"that of the destination, {type.Name()}");
        Check.Type(b, "b", b.Shape.Type == type, $"that of the destination, {type.Name()}");
        ulong[] choice = TileValues.ReadRaw(mask);
        ulong[] x = TileValues.ReadRaw(a);
        ulong[] y = TileValues.ReadRaw(b);
        for (int i = 0; i < choice.Length; i++)
        {
            x[i] = choice[i] != 0 ? x[i] : y[i];
        }
        TileValues.WriteRaw(destination, x);
    }
}
