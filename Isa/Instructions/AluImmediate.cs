namespace AccelEmu.Isa;

/// <summary>dst = a op value.</summary>
/// <param name="Operation">Operation.</param>
/// <param name="Dst">Written.</param>
/// <param name="A">First operand.</param>
/// <param name="Value">Second operand.</param>
public readonly record struct AluImmediate(AluOperation Operation, RegisterId Dst, RegisterId A, long Value) : IInstruction<AluImmediate>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.AluImmediate;
    /// <inheritdoc/>
    public static string Mnemonic => "alui";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "dst = a op value";

    /// <inheritdoc/>
    public static AluImmediate Map<TCodec>(ref TCodec codec, AluImmediate instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Operation: codec.Enumeration("operation", lo: 48, width: 4, instruction.Operation, "operation"),
        Dst: codec.Register("dst", lo: 52, instruction.Dst, "written"),
        A: codec.Register("a", lo: 57, instruction.A, "first operand"),
        Value: codec.Signed("value", lo: 64, width: 64, instruction.Value, "second operand"));
}
