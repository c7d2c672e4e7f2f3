namespace AccelEmu.Isa;

/// <summary>Raises trap user with the given code.</summary>
/// <param name="Code">Reported code.</param>
public readonly record struct TrapNow(uint Code) : IInstruction<TrapNow>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.TrapNow;
    /// <inheritdoc/>
    public static string Mnemonic => "trap";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "Raises trap user with the given code.";

    /// <inheritdoc/>
    public static TrapNow Map<TCodec>(ref TCodec codec, TrapNow instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Code: codec.Unsigned("code", lo: 48, width: 16, instruction.Code, "reported code"));
}
