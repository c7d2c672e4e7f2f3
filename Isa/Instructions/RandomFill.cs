namespace AccelEmu.Isa;

/// <summary>dst[i] = uniform bits (integers) or [0, 1) with 24 bits (f32) from Philox4x32-10, element i from counter + i/4, lane i mod 4.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Counter">128-bit counter in two registers.</param>
/// <param name="Key">64-bit key.</param>
public readonly record struct RandomFill(DescriptorId Dst, RegisterId Counter, RegisterId Key) : IInstruction<RandomFill>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.RandomFill;
    /// <inheritdoc/>
    public static string Mnemonic => "vrandom";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = uniform bits (integers) or [0, 1) with 24 bits (f32) from Philox4x32-10, element i from counter + i/4, lane i mod 4";

    /// <inheritdoc/>
    public static RandomFill Map<TCodec>(ref TCodec codec, RandomFill instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Counter: codec.Register("counter", lo: 64, instruction.Counter, "128-bit counter in two registers"),
        Key: codec.Register("key", lo: 72, instruction.Key, "64-bit key"));
}
