namespace AccelEmu.Isa;

/// <summary>Pushes the next pc; pc = target.</summary>
/// <param name="Target">First instruction of the callee.</param>
public readonly record struct Call(CodeAddress Target) : IInstruction<Call>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Call;
    /// <inheritdoc/>
    public static string Mnemonic => "call";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "Pushes the next pc; pc = target";

    /// <inheritdoc/>
    public static Call Map<TCodec>(ref TCodec codec, Call instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Target: codec.Target("target", lo: 48, instruction.Target, "first instruction of the callee"));
}
