namespace AccelEmu.Isa;

/// <summary>dst = src.field.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
/// <param name="Field">Which field.</param>
public readonly record struct DescriptorGet(RegisterId Dst, DescriptorId Src, DescriptorField Field) : IInstruction<DescriptorGet>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorGet;
    /// <inheritdoc/>
    public static string Mnemonic => "dget";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst = src.field";

    /// <inheritdoc/>
    public static DescriptorGet Map<TCodec>(ref TCodec codec, DescriptorGet instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Register("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"),
        Field: codec.Field("field", lo: 64, instruction.Field, "which field"));
}
