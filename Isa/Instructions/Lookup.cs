namespace AccelEmu.Isa;

/// <summary>dst[i] = table[raw byte of src[i]].</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">8-bit.</param>
/// <param name="Table">256 elements of dst's dtype.</param>
public readonly record struct Lookup(DescriptorId Dst, DescriptorId Src, DescriptorId Table) : IInstruction<Lookup>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Lookup;
    /// <inheritdoc/>
    public static string Mnemonic => "vlut";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = table[raw byte of src[i]]";

    /// <inheritdoc/>
    public static Lookup Map<TCodec>(ref TCodec codec, Lookup instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "8-bit"),
        Table: codec.Descriptor("table", lo: 60, instruction.Table, "256 elements of dst's dtype"));
}
