using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst = a cmp b (signed).</summary>
/// <param name="Comparison">Comparison.</param>
/// <param name="Dst">Written; p0 is refused.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
public readonly record struct SetPredicate(Comparison Comparison, PredicateId Dst, RegisterId A, RegisterId B) : IInstruction<SetPredicate>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.SetPredicate;
    /// <inheritdoc/>
    public static string Mnemonic => "setp";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "dst = a cmp b (signed)";

    /// <inheritdoc/>
    public static SetPredicate Map<TCodec>(ref TCodec codec, SetPredicate instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Comparison: codec.Enumeration("comparison", lo: 48, width: 3, instruction.Comparison, "comparison"),
        Dst: codec.Predicate("dst", lo: 51, instruction.Dst, "written; p0 is refused"),
        A: codec.Register("a", lo: 55, instruction.A, "first operand"),
        B: codec.Register("b", lo: 60, instruction.B, "second operand"));
}
