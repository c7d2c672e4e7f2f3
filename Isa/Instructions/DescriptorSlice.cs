namespace AccelEmu.Isa;

/// <summary>dst = src narrowed to [start, start+size) of one dimension of a plain tile.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
/// <param name="Dimension">0..rank-1.</param>
/// <param name="Start">First index.</param>
/// <param name="Size">New extent.</param>
public readonly record struct DescriptorSlice(DescriptorId Dst, DescriptorId Src, uint Dimension, RegisterId Start, RegisterId Size) : IInstruction<DescriptorSlice>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorSlice;
    /// <inheritdoc/>
    public static string Mnemonic => "dslice";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst = src narrowed to [start, start+size) of one dimension of a plain tile";

    /// <inheritdoc/>
    public static DescriptorSlice Map<TCodec>(ref TCodec codec, DescriptorSlice instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"),
        Dimension: codec.Unsigned("dimension", lo: 60, width: 3, instruction.Dimension, "0..rank-1"),
        Start: codec.Register("start", lo: 64, instruction.Start, "first index"),
        Size: codec.Register("size", lo: 72, instruction.Size, "new extent"));
}
