namespace AccelEmu.Isa;

/// <summary>dst[…, i] = Σ_{j≤i} src[…, j], sequential; exclusive: j &lt; i.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
/// <param name="Exclusive">Leave the element itself out.</param>
public readonly record struct Scan(DescriptorId Dst, DescriptorId Src, bool Exclusive = default) : IInstruction<Scan>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Scan;
    /// <inheritdoc/>
    public static string Mnemonic => "vscan";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[…, i] = Σ_{j≤i} src[…, j], sequential; exclusive: j < i";

    /// <inheritdoc/>
    public static Scan Map<TCodec>(ref TCodec codec, Scan instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"),
        Exclusive: codec.Flag("exclusive", bit: 72, instruction.Exclusive, "leave the element itself out"));
}
