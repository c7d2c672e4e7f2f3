namespace AccelEmu.Isa;

/// <summary>dst.field = value.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Field">Which field.</param>
/// <param name="Value">New value.</param>
public readonly record struct DescriptorSet(DescriptorId Dst, DescriptorField Field, long Value) : IInstruction<DescriptorSet>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorSet;
    /// <inheritdoc/>
    public static string Mnemonic => "dset";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst.field = value";

    /// <inheritdoc/>
    public static DescriptorSet Map<TCodec>(ref TCodec codec, DescriptorSet instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Field: codec.Field("field", lo: 54, instruction.Field, "which field"),
        Value: codec.Signed("value", lo: 64, width: 64, instruction.Value, "new value"));
}
