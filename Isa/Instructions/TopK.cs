namespace AccelEmu.Isa;

/// <summary>Largest (or smallest) k of the last dimension with indices, k = last extent of values; ties to the lower index; NaN above all.</summary>
/// <param name="Values">Written, [.., k].</param>
/// <param name="Indices">Written, i32 [.., k].</param>
/// <param name="Src">Read.</param>
/// <param name="Smallest">Ascending instead.</param>
public readonly record struct TopK(DescriptorId Values, DescriptorId Indices, DescriptorId Src, bool Smallest = default) : IInstruction<TopK>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.TopK;
    /// <inheritdoc/>
    public static string Mnemonic => "vtopk";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "Largest (or smallest) k of the last dimension with indices, k = last extent of values; ties to the lower index; NaN above all";

    /// <inheritdoc/>
    public static TopK Map<TCodec>(ref TCodec codec, TopK instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Values: codec.Descriptor("values", lo: 48, instruction.Values, "written, [.., k]"),
        Indices: codec.Descriptor("indices", lo: 54, instruction.Indices, "written, i32 [.., k]"),
        Src: codec.Descriptor("src", lo: 60, instruction.Src, "read"),
        Smallest: codec.Flag("smallest", bit: 72, instruction.Smallest, "ascending instead"));
}
