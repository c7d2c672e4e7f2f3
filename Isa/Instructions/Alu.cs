namespace AccelEmu.Isa;

/// <summary>dst = a op b.</summary>
/// <param name="Operation">Operation.</param>
/// <param name="Dst">Written.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
public readonly record struct Alu(AluOperation Operation, RegisterId Dst, RegisterId A, RegisterId B) : IInstruction<Alu>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Alu;
    /// <inheritdoc/>
    public static string Mnemonic => "alu";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "dst = a op b";

    /// <inheritdoc/>
    public static Alu Map<TCodec>(ref TCodec codec, Alu instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Operation: codec.Enumeration("operation", lo: 48, width: 4, instruction.Operation, "operation"),
        Dst: codec.Register("dst", lo: 52, instruction.Dst, "written"),
        A: codec.Register("a", lo: 57, instruction.A, "first operand"),
        B: codec.Register("b", lo: 62, instruction.B, "second operand"));
}
