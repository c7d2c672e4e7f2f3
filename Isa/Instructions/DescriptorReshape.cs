namespace AccelEmu.Isa;

/// <summary>dst = the dense plain tile src with the rank and dimensions of shape.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
/// <param name="Shape">Rank and dimensions.</param>
public readonly record struct DescriptorReshape(DescriptorId Dst, DescriptorId Src, DescriptorId Shape) : IInstruction<DescriptorReshape>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorReshape;
    /// <inheritdoc/>
    public static string Mnemonic => "dreshape";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst = the dense plain tile src with the rank and dimensions of shape";

    /// <inheritdoc/>
    public static DescriptorReshape Map<TCodec>(ref TCodec codec, DescriptorReshape instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"),
        Shape: codec.Descriptor("shape", lo: 60, instruction.Shape, "rank and dimensions"));
}
