namespace AccelEmu.Isa;

/// <summary>dst[i] = value.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Register">Value in a register; absent: value.</param>
/// <param name="Value">Raw value: integer, or float bits in the tile's dtype.</param>
public readonly record struct Fill(DescriptorId Dst, RegisterId? Register, long Value) : IInstruction<Fill>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Fill;
    /// <inheritdoc/>
    public static string Mnemonic => "fill";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Move;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = value";

    /// <inheritdoc/>
    public static Fill Map<TCodec>(ref TCodec codec, Fill instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Register: codec.OptionalRegister("register", lo: 54, instruction.Register, "value in a register; absent: value"),
        Value: codec.Signed("value", lo: 64, width: 64, instruction.Value, "raw value: integer, or float bits in the tile's dtype"));
}
