namespace AccelEmu.Isa;

/// <summary>dst[i] = src[i]: strided copy; layouts convert plain↔panel, formats dense↔sparse; dtypes equal. Encoding a sparse destination may store its value count.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read.</param>
/// <param name="Count">One int32 element: stored values of a sparse destination.</param>
public readonly record struct Move(DescriptorId Dst, DescriptorId Src, DescriptorId? Count = default) : IInstruction<Move>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Move;
    /// <inheritdoc/>
    public static string Mnemonic => "move";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Move;
    /// <inheritdoc/>
    public static string Summary => "dst[i] = src[i]: strided copy; layouts convert plain↔panel, formats dense↔sparse; dtypes equal. Encoding a sparse destination may store its value count";

    /// <inheritdoc/>
    public static Move Map<TCodec>(ref TCodec codec, Move instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"),
        Count: codec.OptionalDescriptor("count", lo: 60, instruction.Count, "one int32 element: stored values of a sparse destination"));
}
