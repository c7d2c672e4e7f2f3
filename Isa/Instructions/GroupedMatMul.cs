namespace AccelEmu.Isa;

/// <summary>for each group g: rows offsets[g]..offsets[g+1] of a times b[expert[g]]; groups of 0 rows are allowed.</summary>
/// <param name="Sums">Accumulator tile.</param>
/// <param name="A">Activations [M, K], plain.</param>
/// <param name="B">Weights [E, K, N], plain; or panels, dimension 0 with stride 1 between experts.</param>
/// <param name="Offsets">I32 [G+1], non-decreasing, from 0 to M.</param>
/// <param name="Experts">I32 [G] expert numbers; absent: group g uses expert g.</param>
/// <param name="Disposition">Keep (default) or drain.</param>
/// <param name="Accumulate">Add to the sums instead of overwriting them.</param>
/// <param name="Out">Output tile of a drain.</param>
/// <param name="Drain">Drain descriptor.</param>
public readonly record struct GroupedMatMul(DescriptorId Sums, DescriptorId A, DescriptorId B, DescriptorId Offsets, DescriptorId? Experts = default, SumsDisposition Disposition = default, bool Accumulate = default, DescriptorId? Out = default, DescriptorId? Drain = default) : IInstruction<GroupedMatMul>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.GroupedMatMul;
    /// <inheritdoc/>
    public static string Mnemonic => "gmatmul";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Matrix;
    /// <inheritdoc/>
    public static string Summary => "for each group g: rows offsets[g]..offsets[g+1] of a times b[expert[g]]; groups of 0 rows are allowed";

    /// <inheritdoc/>
    public static GroupedMatMul Map<TCodec>(ref TCodec codec, GroupedMatMul instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Sums: codec.Descriptor("sums", lo: 48, instruction.Sums, "accumulator tile"),
        A: codec.Descriptor("a", lo: 54, instruction.A, "activations [M, K], plain"),
        B: codec.Descriptor("b", lo: 60, instruction.B, "weights [E, K, N], plain; or panels, dimension 0 with stride 1 between experts"),
        Offsets: codec.Descriptor("offsets", lo: 66, instruction.Offsets, "i32 [G+1], non-decreasing, from 0 to M"),
        Experts: codec.OptionalDescriptor("experts", lo: 72, instruction.Experts, "i32 [G] expert numbers; absent: group g uses expert g"),
        Disposition: codec.Choice("disposition", lo: 90, width: 1, instruction.Disposition, "keep (default) or drain"),
        Accumulate: codec.Flag("accumulate", bit: 91, instruction.Accumulate, "add to the sums instead of overwriting them"),
        Out: codec.OptionalDescriptor("out", lo: 92, instruction.Out, "output tile of a drain"),
        Drain: codec.OptionalDescriptor("drain", lo: 99, instruction.Drain, "drain descriptor"));
}
