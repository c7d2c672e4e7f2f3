namespace AccelEmu.Isa;

/// <summary>Pops pc.</summary>
public readonly record struct Return() : IInstruction<Return>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Return;
    /// <inheritdoc/>
    public static string Mnemonic => "ret";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "Pops pc";

    /// <inheritdoc/>
    public static Return Map<TCodec>(ref TCodec codec, Return instruction) where TCodec : struct, IFieldCodec, allows ref struct => new();
}
