using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst[i] = a[i] op b[i]; strides of 0 broadcast.</summary>
/// <param name="Operation">Function.</param>
/// <param name="Dst">Written.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
public readonly record struct Binary(BinaryOperation Operation, DescriptorId Dst, DescriptorId A, DescriptorId B) : IInstruction<Binary>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Binary;
    /// <inheritdoc/>
    public static string Mnemonic => "vbinary";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = a[i] op b[i]; strides of 0 broadcast";

    /// <inheritdoc/>
    public static Binary Map<TCodec>(ref TCodec codec, Binary instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Operation: codec.Enumeration("operation", lo: 72, width: 6, instruction.Operation, "function"),
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        A: codec.Descriptor("a", lo: 54, instruction.A, "first operand"),
        B: codec.Descriptor("b", lo: 60, instruction.B, "second operand"));
}
