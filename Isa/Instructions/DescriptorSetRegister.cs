namespace AccelEmu.Isa;

/// <summary>dst.field = src.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Field">Which field.</param>
/// <param name="Src">New value.</param>
public readonly record struct DescriptorSetRegister(DescriptorId Dst, DescriptorField Field, RegisterId Src) : IInstruction<DescriptorSetRegister>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorSetRegister;
    /// <inheritdoc/>
    public static string Mnemonic => "dsetr";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst.field = src";

    /// <inheritdoc/>
    public static DescriptorSetRegister Map<TCodec>(ref TCodec codec, DescriptorSetRegister instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Field: codec.Field("field", lo: 54, instruction.Field, "which field"),
        Src: codec.Register("src", lo: 64, instruction.Src, "new value"));
}
