using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst = reduction of the innermost count dimensions of src, kept as 1; accumulate continues from dst.</summary>
/// <param name="Operation">Reduction.</param>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
/// <param name="Axes">Innermost dimensions reduced, 1..rank.</param>
/// <param name="Accumulate">Combine with what dst holds.</param>
public readonly record struct Reduce(Reduction Operation, DescriptorId Dst, DescriptorId Src, uint Axes, bool Accumulate = default) : IInstruction<Reduce>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Reduce;
    /// <inheritdoc/>
    public static string Mnemonic => "vreduce";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst = reduction of the innermost count dimensions of src, kept as 1; accumulate continues from dst";

    /// <inheritdoc/>
    public static Reduce Map<TCodec>(ref TCodec codec, Reduce instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Operation: codec.Enumeration("operation", lo: 72, width: 4, instruction.Operation, "reduction"),
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"),
        Axes: codec.Unsigned("axes", lo: 60, width: 3, instruction.Axes, "innermost dimensions reduced, 1..rank"),
        Accumulate: codec.Flag("accumulate", bit: 76, instruction.Accumulate, "combine with what dst holds"));
}
