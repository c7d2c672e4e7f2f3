namespace AccelEmu.Isa;

/// <summary>sums[m,n] (+)= Σ_k (a[m,k]−za)·(b[k,n]−zb), k increasing.</summary>
/// <param name="Sums">Accumulator tile.</param>
/// <param name="A">Activations [M, K], plain.</param>
/// <param name="B">Weights [K, N], plain or panel.</param>
/// <param name="Disposition">Keep (default) or drain.</param>
/// <param name="Accumulate">Add to the sums instead of overwriting them.</param>
/// <param name="Out">Output tile of a drain.</param>
/// <param name="Drain">Drain descriptor.</param>
public readonly record struct MatMul(DescriptorId Sums, DescriptorId A, DescriptorId B, SumsDisposition Disposition = default, bool Accumulate = default, DescriptorId? Out = default, DescriptorId? Drain = default) : IInstruction<MatMul>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.MatMul;
    /// <inheritdoc/>
    public static string Mnemonic => "matmul";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Matrix;
    /// <inheritdoc/>
    public static string Summary => "sums[m,n] (+)= Σ_k (a[m,k]−za)·(b[k,n]−zb), k increasing";

    /// <inheritdoc/>
    public static MatMul Map<TCodec>(ref TCodec codec, MatMul instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Sums: codec.Descriptor("sums", lo: 48, instruction.Sums, "accumulator tile"),
        A: codec.Descriptor("a", lo: 54, instruction.A, "activations [M, K], plain"),
        B: codec.Descriptor("b", lo: 60, instruction.B, "weights [K, N], plain or panel"),
        Disposition: codec.Choice("disposition", lo: 90, width: 1, instruction.Disposition, "keep (default) or drain"),
        Accumulate: codec.Flag("accumulate", bit: 91, instruction.Accumulate, "add to the sums instead of overwriting them"),
        Out: codec.OptionalDescriptor("out", lo: 92, instruction.Out, "output tile of a drain"),
        Drain: codec.OptionalDescriptor("drain", lo: 99, instruction.Drain, "drain descriptor"));
}
