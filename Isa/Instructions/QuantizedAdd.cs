namespace AccelEmu.Isa;

/// <summary>dst = residual addition of a and b by the residual fields of the drain descriptor.</summary>
/// <param name="Dst">Written.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="Drain">Drain descriptor.</param>
public readonly record struct QuantizedAdd(DescriptorId Dst, DescriptorId A, DescriptorId B, DescriptorId Drain) : IInstruction<QuantizedAdd>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.QuantizedAdd;
    /// <inheritdoc/>
    public static string Mnemonic => "vqadd";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst = residual addition of a and b by the residual fields of the drain descriptor";

    /// <inheritdoc/>
    public static QuantizedAdd Map<TCodec>(ref TCodec codec, QuantizedAdd instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        A: codec.Descriptor("a", lo: 54, instruction.A, "first operand"),
        B: codec.Descriptor("b", lo: 60, instruction.B, "second operand"),
        Drain: codec.Descriptor("drain", lo: 66, instruction.Drain, "drain descriptor"));
}
