namespace AccelEmu.Isa;

/// <summary>Ends the core's program.</summary>
public readonly record struct Halt() : IInstruction<Halt>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Halt;
    /// <inheritdoc/>
    public static string Mnemonic => "halt";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "Ends the core's program.";

    /// <inheritdoc/>
    public static Halt Map<TCodec>(ref TCodec codec, Halt instruction) where TCodec : struct, IFieldCodec, allows ref struct => new();
}
