namespace AccelEmu.Isa;

/// <summary>dst = a op b.</summary>
/// <param name="Operation">Operation.</param>
/// <param name="Dst">Written; p0 is refused.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
public readonly record struct CombinePredicates(PredicateOperation Operation, PredicateId Dst, PredicateId A, PredicateId B) : IInstruction<CombinePredicates>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.CombinePredicates;
    /// <inheritdoc/>
    public static string Mnemonic => "plogic";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "dst = a op b";

    /// <inheritdoc/>
    public static CombinePredicates Map<TCodec>(ref TCodec codec, CombinePredicates instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Operation: codec.Enumeration("operation", lo: 48, width: 2, instruction.Operation, "operation"),
        Dst: codec.Predicate("dst", lo: 50, instruction.Dst, "written; p0 is refused"),
        A: codec.Predicate("a", lo: 54, instruction.A, "first operand"),
        B: codec.Predicate("b", lo: 58, instruction.B, "second operand"));
}
