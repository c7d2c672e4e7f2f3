namespace AccelEmu.Isa;

/// <summary>out = drain(sums); the range is then zero.</summary>
/// <param name="Sums">Accumulator tile.</param>
/// <param name="Out">Output tile.</param>
/// <param name="Drain">Drain descriptor.</param>
public readonly record struct DrainSums(DescriptorId Sums, DescriptorId Out, DescriptorId Drain) : IInstruction<DrainSums>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DrainSums;
    /// <inheritdoc/>
    public static string Mnemonic => "drain";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Matrix;
    /// <inheritdoc/>
    public static string Summary => "out = drain(sums); the range is then zero";

    /// <inheritdoc/>
    public static DrainSums Map<TCodec>(ref TCodec codec, DrainSums instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Sums: codec.Descriptor("sums", lo: 48, instruction.Sums, "accumulator tile"),
        Out: codec.Descriptor("out", lo: 54, instruction.Out, "output tile"),
        Drain: codec.Descriptor("drain", lo: 60, instruction.Drain, "drain descriptor"));
}
