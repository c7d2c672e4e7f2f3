namespace AccelEmu.Isa;

/// <summary>dst.field += value.</summary>
/// <param name="Dst">Changed.</param>
/// <param name="Field">Which field.</param>
/// <param name="Value">Addend.</param>
public readonly record struct DescriptorAdd(DescriptorId Dst, DescriptorField Field, long Value) : IInstruction<DescriptorAdd>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorAdd;
    /// <inheritdoc/>
    public static string Mnemonic => "dadd";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst.field += value";

    /// <inheritdoc/>
    public static DescriptorAdd Map<TCodec>(ref TCodec codec, DescriptorAdd instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "changed"),
        Field: codec.Field("field", lo: 54, instruction.Field, "which field"),
        Value: codec.Signed("value", lo: 64, width: 64, instruction.Value, "addend"));
}
