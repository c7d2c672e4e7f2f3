namespace AccelEmu.Isa;

/// <summary>dst = value.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Value">64-bit constant.</param>
public readonly record struct LoadImmediate(RegisterId Dst, long Value) : IInstruction<LoadImmediate>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.LoadImmediate;
    /// <inheritdoc/>
    public static string Mnemonic => "li";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "dst = value";

    /// <inheritdoc/>
    public static LoadImmediate Map<TCodec>(ref TCodec codec, LoadImmediate instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Register("dst", lo: 48, instruction.Dst, "written"),
        Value: codec.Signed("value", lo: 64, width: 64, instruction.Value, "64-bit constant"));
}
