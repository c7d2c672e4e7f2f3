namespace AccelEmu.Isa;

/// <summary>dst = increasing indices i with mask[i] ≠ 0; count = how many; the rest of dst is untouched.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Mask">U8, rank 1.</param>
/// <param name="Count">One i32 element.</param>
public readonly record struct Compact(DescriptorId Dst, DescriptorId Mask, DescriptorId Count) : IInstruction<Compact>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Compact;
    /// <inheritdoc/>
    public static string Mnemonic => "vcompact";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst = increasing indices i with mask[i] ≠ 0; count = how many; the rest of dst is untouched";

    /// <inheritdoc/>
    public static Compact Map<TCodec>(ref TCodec codec, Compact instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Mask: codec.Descriptor("mask", lo: 54, instruction.Mask, "u8, rank 1"),
        Count: codec.Descriptor("count", lo: 60, instruction.Count, "one i32 element"));
}
