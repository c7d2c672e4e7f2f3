namespace AccelEmu.Isa;

/// <summary>dst[i] = (src[i] − zero point) · scale, scale and zero point of src.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Integers.</param>
public readonly record struct Dequantize(DescriptorId Dst, DescriptorId Src) : IInstruction<Dequantize>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Dequantize;
    /// <inheritdoc/>
    public static string Mnemonic => "vdequantize";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = (src[i] − zero point) · scale, scale and zero point of src";

    /// <inheritdoc/>
    public static Dequantize Map<TCodec>(ref TCodec codec, Dequantize instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "integers"));
}
