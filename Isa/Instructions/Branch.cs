using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>if a cmp b: pc = target (signed comparison).</summary>
/// <param name="Comparison">Comparison.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="Target">Next instruction when it holds.</param>
public readonly record struct Branch(Comparison Comparison, RegisterId A, RegisterId B, CodeAddress Target) : IInstruction<Branch>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Branch;
    /// <inheritdoc/>
    public static string Mnemonic => "branch";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "if a cmp b: pc = target (signed comparison)";

    /// <inheritdoc/>
    public static Branch Map<TCodec>(ref TCodec codec, Branch instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Comparison: codec.Enumeration("comparison", lo: 48, width: 3, instruction.Comparison, "comparison"),
        A: codec.Register("a", lo: 51, instruction.A, "first operand"),
        B: codec.Register("b", lo: 56, instruction.B, "second operand"),
        Target: codec.Target("target", lo: 64, instruction.Target, "next instruction when it holds"));
}
