namespace AccelEmu.Isa;

/// <summary>dst[i] = saturate(round(src[i] / scale) + zero point), scale and zero point of dst.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">F32.</param>
/// <param name="HalfAway">Ties away from zero instead of to even.</param>
public readonly record struct Quantize(DescriptorId Dst, DescriptorId Src, bool HalfAway = default) : IInstruction<Quantize>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Quantize;
    /// <inheritdoc/>
    public static string Mnemonic => "vquantize";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = saturate(round(src[i] / scale) + zero point), scale and zero point of dst";

    /// <inheritdoc/>
    public static Quantize Map<TCodec>(ref TCodec codec, Quantize instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "f32"),
        HalfAway: codec.Flag("half_away", bit: 72, instruction.HalfAway, "ties away from zero instead of to even"));
}
