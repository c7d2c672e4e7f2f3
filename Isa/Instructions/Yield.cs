namespace AccelEmu.Isa;

/// <summary>Stops the run resumably with a code and a buffer; resuming continues behind it.</summary>
/// <param name="Code">Reported code.</param>
/// <param name="Buffer">Tile the host may read.</param>
public readonly record struct Yield(uint Code, DescriptorId? Buffer = default) : IInstruction<Yield>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Yield;
    /// <inheritdoc/>
    public static string Mnemonic => "yield";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "Stops the run resumably with a code and a buffer; resuming continues behind it.";

    /// <inheritdoc/>
    public static Yield Map<TCodec>(ref TCodec codec, Yield instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Code: codec.Unsigned("code", lo: 48, width: 16, instruction.Code, "reported code"),
        Buffer: codec.OptionalDescriptor("buffer", lo: 64, instruction.Buffer, "tile the host may read"));
}
