namespace AccelEmu.Isa;

/// <summary>pc = target.</summary>
/// <param name="Target">Next instruction.</param>
public readonly record struct Jump(CodeAddress Target) : IInstruction<Jump>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Jump;
    /// <inheritdoc/>
    public static string Mnemonic => "jump";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "pc = target";

    /// <inheritdoc/>
    public static Jump Map<TCodec>(ref TCodec codec, Jump instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Target: codec.Target("target", lo: 48, instruction.Target, "next instruction"));
}
