namespace AccelEmu.Isa;

/// <summary>dst[…, i] = e^(β·(src_i − max)) / Σ over the last dimension, f32; β from the register's fp32 bits, 1 when absent.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">F32.</param>
/// <param name="Beta">Fp32 bits.</param>
public readonly record struct Softmax(DescriptorId Dst, DescriptorId Src, RegisterId? Beta = default) : IInstruction<Softmax>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Softmax;
    /// <inheritdoc/>
    public static string Mnemonic => "vsoftmax";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[…, i] = e^(β·(src_i − max)) / Σ over the last dimension, f32; β from the register's fp32 bits, 1 when absent";

    /// <inheritdoc/>
    public static Softmax Map<TCodec>(ref TCodec codec, Softmax instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "f32"),
        Beta: codec.OptionalRegister("beta", lo: 60, instruction.Beta, "fp32 bits"));
}
