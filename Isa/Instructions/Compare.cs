using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst[i] = a[i] cmp b[i] ? 1 : 0; u8 out.</summary>
/// <param name="Comparison">Comparison.</param>
/// <param name="Dst">Written.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
public readonly record struct Compare(Comparison Comparison, DescriptorId Dst, DescriptorId A, DescriptorId B) : IInstruction<Compare>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Compare;
    /// <inheritdoc/>
    public static string Mnemonic => "vcompare";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = a[i] cmp b[i] ? 1 : 0; u8 out";

    /// <inheritdoc/>
    public static Compare Map<TCodec>(ref TCodec codec, Compare instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Comparison: codec.Enumeration("comparison", lo: 72, width: 3, instruction.Comparison, "comparison"),
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        A: codec.Descriptor("a", lo: 54, instruction.A, "first operand"),
        B: codec.Descriptor("b", lo: 60, instruction.B, "second operand"));
}
