using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst[i] = f(src[i]).</summary>
/// <param name="Operation">Function.</param>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
public readonly record struct Unary(UnaryOperation Operation, DescriptorId Dst, DescriptorId Src) : IInstruction<Unary>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Unary;
    /// <inheritdoc/>
    public static string Mnemonic => "vunary";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = f(src[i])";

    /// <inheritdoc/>
    public static Unary Map<TCodec>(ref TCodec codec, Unary instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Operation: codec.Enumeration("operation", lo: 72, width: 6, instruction.Operation, "function"),
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"));
}
