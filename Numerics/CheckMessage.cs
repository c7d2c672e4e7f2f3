using System.Runtime.CompilerServices;

namespace AccelEmu.Numerics;

/// <summary>Text of a failed check. It is put together only when the check fails, so that a passing one allocates nothing.</summary>
[InterpolatedStringHandler]
internal ref struct CheckMessage
{
    private DefaultInterpolatedStringHandler text;

    /// <summary>For <see cref="Check.Require(bool, ref CheckMessage)"/> and checks like it.</summary>
    public CheckMessage(int literals, int holes, bool holds, out bool failed)
    {
        failed = !holds;
        text = failed ? new DefaultInterpolatedStringHandler(literals, holes) : default;
    }

    /// <summary>For a value that must lie in a range.</summary>
    public CheckMessage(int literals, int holes, long value, long min, long max, out bool failed)
        : this(literals, holes, value >= min && value <= max, out failed)
    {
    }

    /// <summary>For an extent that must have one value.</summary>
    public CheckMessage(int literals, int holes, Tile tile, int dimension, long expected, out bool failed)
        : this(literals, holes, tile.Shape.Dims[dimension] == expected, out failed)
    {
    }

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => text.AppendFormatted(value, format);

    /// <summary>The text; once.</summary>
    public string Take() => text.ToStringAndClear();
}
