namespace AccelEmu.Isa;

/// <summary>dst, dst+1 = Philox4x32-10 of counter registers (counter, counter+1) under key register; 128 bits out.</summary>
/// <param name="Dst">First of two written.</param>
/// <param name="Counter">First of two.</param>
/// <param name="Key">64-bit key.</param>
public readonly record struct Philox(RegisterId Dst, RegisterId Counter, RegisterId Key) : IInstruction<Philox>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Philox;
    /// <inheritdoc/>
    public static string Mnemonic => "philox";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "dst, dst+1 = Philox4x32-10 of counter registers (counter, counter+1) under key register; 128 bits out";

    /// <inheritdoc/>
    public static Philox Map<TCodec>(ref TCodec codec, Philox instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Register("dst", lo: 48, instruction.Dst, "first of two written"),
        Counter: codec.Register("counter", lo: 53, instruction.Counter, "first of two"),
        Key: codec.Register("key", lo: 58, instruction.Key, "64-bit key"));
}
