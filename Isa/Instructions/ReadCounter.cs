namespace AccelEmu.Isa;

/// <summary>dst = event counter.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Counter">Which.</param>
public readonly record struct ReadCounter(RegisterId Dst, EventCounter Counter) : IInstruction<ReadCounter>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.ReadCounter;
    /// <inheritdoc/>
    public static string Mnemonic => "counter";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "dst = event counter";

    /// <inheritdoc/>
    public static ReadCounter Map<TCodec>(ref TCodec codec, ReadCounter instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Register("dst", lo: 48, instruction.Dst, "written"),
        Counter: codec.Enumeration("counter", lo: 53, width: 4, instruction.Counter, "which"));
}
