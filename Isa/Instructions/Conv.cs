namespace AccelEmu.Isa;

/// <summary>sums[i,y,x,o] (+)= Σ (x[i, y·sh+r·dh−pt, x·sw+s·dw−pl, c]−zx)·(w[r,s,c,o]−zw), K order: channel block of 16, r, s, c in block; padded taps contribute zero.</summary>
/// <param name="Sums">Accumulator tile.</param>
/// <param name="X">Input [N, H, W, C], plain.</param>
/// <param name="W">Weights [KH, KW, C/groups, O], plain or panel.</param>
/// <param name="Geometry">Conv descriptor.</param>
/// <param name="Disposition">Keep (default) or drain.</param>
/// <param name="Accumulate">Add to the sums instead of overwriting them.</param>
/// <param name="Out">Output tile of a drain.</param>
/// <param name="Drain">Drain descriptor.</param>
public readonly record struct Conv(DescriptorId Sums, DescriptorId X, DescriptorId W, DescriptorId Geometry, SumsDisposition Disposition = default, bool Accumulate = default, DescriptorId? Out = default, DescriptorId? Drain = default) : IInstruction<Conv>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Conv;
    /// <inheritdoc/>
    public static string Mnemonic => "conv";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Matrix;
    /// <inheritdoc/>
    public static string Summary => "sums[i,y,x,o] (+)= Σ (x[i, y·sh+r·dh−pt, x·sw+s·dw−pl, c]−zx)·(w[r,s,c,o]−zw), K order: channel block of 16, r, s, c in block; padded taps contribute zero";

    /// <inheritdoc/>
    public static Conv Map<TCodec>(ref TCodec codec, Conv instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Sums: codec.Descriptor("sums", lo: 48, instruction.Sums, "accumulator tile"),
        X: codec.Descriptor("x", lo: 54, instruction.X, "input [N, H, W, C], plain"),
        W: codec.Descriptor("w", lo: 60, instruction.W, "weights [KH, KW, C/groups, O], plain or panel"),
        Geometry: codec.Descriptor("geometry", lo: 66, instruction.Geometry, "conv descriptor"),
        Disposition: codec.Choice("disposition", lo: 90, width: 1, instruction.Disposition, "keep (default) or drain"),
        Accumulate: codec.Flag("accumulate", bit: 91, instruction.Accumulate, "add to the sums instead of overwriting them"),
        Out: codec.OptionalDescriptor("out", lo: 92, instruction.Out, "output tile of a drain"),
        Drain: codec.OptionalDescriptor("drain", lo: 99, instruction.Drain, "drain descriptor"));
}
