namespace AccelEmu.Isa;

/// <summary>dst = descriptor template of the program.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Template">Index in the program's descriptor table.</param>
public readonly record struct DescriptorLoad(DescriptorId Dst, uint Template) : IInstruction<DescriptorLoad>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.DescriptorLoad;
    /// <inheritdoc/>
    public static string Mnemonic => "dload";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Descriptor;
    /// <inheritdoc/>
    public static string Summary => "dst = descriptor template of the program";

    /// <inheritdoc/>
    public static DescriptorLoad Map<TCodec>(ref TCodec codec, DescriptorLoad instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Template: codec.Unsigned("template", lo: 64, width: 16, instruction.Template, "index in the program's descriptor table"));
}
