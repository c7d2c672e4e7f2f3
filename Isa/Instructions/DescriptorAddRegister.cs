namespace AccelEmu.Isa;

/// <summary>dst.field += src.</summary>
/// <param name="Dst">Changed.</param>
/// <param name="Field">Which field.</param>
/// <param name="Src">Addend.</param>
public readonly record struct DescriptorAddRegister(DescriptorId Dst, DescriptorField Field, RegisterId Src) : IInstruction<DescriptorAddRegister>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorAddRegister;
    /// <inheritdoc/>
    public static string Mnemonic => "daddr";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst.field += src";

    /// <inheritdoc/>
    public static DescriptorAddRegister Map<TCodec>(ref TCodec codec, DescriptorAddRegister instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "changed"),
        Field: codec.Field("field", lo: 54, instruction.Field, "which field"),
        Src: codec.Register("src", lo: 64, instruction.Src, "addend"));
}
