namespace AccelEmu.Isa;

/// <summary>dst[v] = how often src holds v, 0 ≤ v &lt; dim0 of dst; values outside trap.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Integers.</param>
public readonly record struct Histogram(DescriptorId Dst, DescriptorId Src) : IInstruction<Histogram>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Histogram;
    /// <inheritdoc/>
    public static string Mnemonic => "vhistogram";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[v] = how often src holds v, 0 ≤ v < dim0 of dst; values outside trap";

    /// <inheritdoc/>
    public static Histogram Map<TCodec>(ref TCodec codec, Histogram instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "integers"));
}
