namespace AccelEmu.Isa;

/// <summary>dst[i] = (type) src[i]; to integers: round half even, saturate, NaN to 0.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
public readonly record struct Convert(DescriptorId Dst, DescriptorId Src) : IInstruction<Convert>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Convert;
    /// <inheritdoc/>
    public static string Mnemonic => "vconvert";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = (type) src[i]; to integers: round half even, saturate, NaN to 0";

    /// <inheritdoc/>
    public static Convert Map<TCodec>(ref TCodec codec, Convert instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"));
}
