namespace AccelEmu.Kernels;

/// <summary>Rows of a register tile, as a type: the compiler drops what a lower tile has not.</summary>
internal interface ITileHeight
{
    static abstract int Rows { get; }
}

internal readonly struct OneRow : ITileHeight
{
    public static int Rows => 1;
}

internal readonly struct TwoRows : ITileHeight
{
    public static int Rows => 2;
}

internal readonly struct ThreeRows : ITileHeight
{
    public static int Rows => 3;
}

internal readonly struct FourRows : ITileHeight
{
    public static int Rows => 4;
}

internal readonly struct FiveRows : ITileHeight
{
    public static int Rows => 5;
}

internal readonly struct SixRows : ITileHeight
{
    public static int Rows => 6;
}
