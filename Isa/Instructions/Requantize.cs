namespace AccelEmu.Isa;

/// <summary>dst = drain(src): the drain applied to a tile of integers or floats in the scratchpad.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">I8 … i64 or f32.</param>
/// <param name="Drain">Drain descriptor.</param>
public readonly record struct Requantize(DescriptorId Dst, DescriptorId Src, DescriptorId Drain) : IInstruction<Requantize>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Requantize;
    /// <inheritdoc/>
    public static string Mnemonic => "vrequant";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst = drain(src): the drain applied to a tile of integers or floats in the scratchpad";

    /// <inheritdoc/>
    public static Requantize Map<TCodec>(ref TCodec codec, Requantize instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "i8 … i64 or f32"),
        Drain: codec.Descriptor("drain", lo: 60, instruction.Drain, "drain descriptor"));
}
