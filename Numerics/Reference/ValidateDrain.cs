namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>All checks of <see cref="Drain"/> and nothing else: a product that is drained afterwards must not find out too late.</summary>
    /// <exception cref="NumericsException">Shapes, types or parameters do not go together.</exception>
    public static void ValidateDrain(Tile output, Tile source, in DrainArguments arguments)
    {
        Check.WritePlain(output, "output");
        Check.ReadPlain(source, "source");
        Check.SameDims(output, "output", source, "source");
        DrainChecks.Validate(output, source, arguments);
    }
}
