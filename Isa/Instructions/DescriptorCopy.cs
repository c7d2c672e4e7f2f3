namespace AccelEmu.Isa;

/// <summary>dst = src.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
public readonly record struct DescriptorCopy(DescriptorId Dst, DescriptorId Src) : IInstruction<DescriptorCopy>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorCopy;
    /// <inheritdoc/>
    public static string Mnemonic => "dcopy";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst = src";

    /// <inheritdoc/>
    public static DescriptorCopy Map<TCodec>(ref TCodec codec, DescriptorCopy instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"));
}
