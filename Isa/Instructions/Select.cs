namespace AccelEmu.Isa;

/// <summary>dst[i] = mask[i] ≠ 0 ? a[i] : b[i].</summary>
/// <param name="Dst">Written.</param>
/// <param name="Mask">U8.</param>
/// <param name="A">Where set.</param>
/// <param name="B">Where clear.</param>
public readonly record struct Select(DescriptorId Dst, DescriptorId Mask, DescriptorId A, DescriptorId B) : IInstruction<Select>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Select;
    /// <inheritdoc/>
    public static string Mnemonic => "vselect";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = mask[i] ≠ 0 ? a[i] : b[i]";

    /// <inheritdoc/>
    public static Select Map<TCodec>(ref TCodec codec, Select instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Mask: codec.Descriptor("mask", lo: 54, instruction.Mask, "u8"),
        A: codec.Descriptor("a", lo: 60, instruction.A, "where set"),
        B: codec.Descriptor("b", lo: 66, instruction.B, "where clear"));
}
