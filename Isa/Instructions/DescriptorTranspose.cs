namespace AccelEmu.Isa;

/// <summary>dst = src with dimensions reordered: new dimension i is old dimension axis i (plain tiles).</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
/// <param name="Axis0">Old dimension at 0.</param>
/// <param name="Axis1">Old dimension at 1.</param>
/// <param name="Axis2">Old dimension at 2.</param>
/// <param name="Axis3">Old dimension at 3.</param>
/// <param name="Axis4">Old dimension at 4.</param>
public readonly record struct DescriptorTranspose(DescriptorId Dst, DescriptorId Src, uint Axis0, uint Axis1, uint Axis2, uint Axis3, uint Axis4) : IInstruction<DescriptorTranspose>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorTranspose;
    /// <inheritdoc/>
    public static string Mnemonic => "dtranspose";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst = src with dimensions reordered: new dimension i is old dimension axis i (plain tiles)";

    /// <inheritdoc/>
    public static DescriptorTranspose Map<TCodec>(ref TCodec codec, DescriptorTranspose instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"),
        Axis0: codec.Unsigned("axis0", lo: 64, width: 3, instruction.Axis0, "old dimension at 0"),
        Axis1: codec.Unsigned("axis1", lo: 67, width: 3, instruction.Axis1, "old dimension at 1"),
        Axis2: codec.Unsigned("axis2", lo: 70, width: 3, instruction.Axis2, "old dimension at 2"),
        Axis3: codec.Unsigned("axis3", lo: 73, width: 3, instruction.Axis3, "old dimension at 3"),
        Axis4: codec.Unsigned("axis4", lo: 76, width: 3, instruction.Axis4, "old dimension at 4"));
}
