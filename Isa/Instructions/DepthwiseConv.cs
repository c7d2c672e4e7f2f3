namespace AccelEmu.Isa;

/// <summary>sums[i,y,x,c·m+j] (+)= Σ_{r,s} (x[i, …, c]−zx)·(w[r,s,c·m+j]−zw); shared: the kernels w[r,s,j] serve every channel.</summary>
/// <param name="Sums">Accumulator tile.</param>
/// <param name="X">Input [N, H, W, C], plain.</param>
/// <param name="W">Weights [KH, KW, C·m], or [KH, KW, m] when shared; plain.</param>
/// <param name="Geometry">Conv descriptor.</param>
/// <param name="Disposition">Keep (default) or drain.</param>
/// <param name="Accumulate">Add to the sums instead of overwriting them.</param>
/// <param name="Out">Output tile of a drain.</param>
/// <param name="Drain">Drain descriptor.</param>
/// <param name="Shared">One set of m kernels for all channels.</param>
public readonly record struct DepthwiseConv(DescriptorId Sums, DescriptorId X, DescriptorId W, DescriptorId Geometry, SumsDisposition Disposition = default, bool Accumulate = default, DescriptorId? Out = default, DescriptorId? Drain = default, bool Shared = default) : IInstruction<DepthwiseConv>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DepthwiseConv;
    /// <inheritdoc/>
    public static string Mnemonic => "dwconv";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Matrix;
    /// <inheritdoc/>
    public static string Summary => "sums[i,y,x,c·m+j] (+)= Σ_{r,s} (x[i, …, c]−zx)·(w[r,s,c·m+j]−zw); shared: the kernels w[r,s,j] serve every channel";

    /// <inheritdoc/>
    public static DepthwiseConv Map<TCodec>(ref TCodec codec, DepthwiseConv instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Sums: codec.Descriptor("sums", lo: 48, instruction.Sums, "accumulator tile"),
        X: codec.Descriptor("x", lo: 54, instruction.X, "input [N, H, W, C], plain"),
        W: codec.Descriptor("w", lo: 60, instruction.W, "weights [KH, KW, C·m], or [KH, KW, m] when shared; plain"),
        Geometry: codec.Descriptor("geometry", lo: 66, instruction.Geometry, "conv descriptor"),
        Disposition: codec.Choice("disposition", lo: 90, width: 1, instruction.Disposition, "keep (default) or drain"),
        Accumulate: codec.Flag("accumulate", bit: 91, instruction.Accumulate, "add to the sums instead of overwriting them"),
        Out: codec.OptionalDescriptor("out", lo: 92, instruction.Out, "output tile of a drain"),
        Drain: codec.OptionalDescriptor("drain", lo: 99, instruction.Drain, "drain descriptor"),
        Shared: codec.Flag("shared", bit: 106, instruction.Shared, "one set of m kernels for all channels"));
}
