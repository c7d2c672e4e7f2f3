namespace AccelEmu.Isa;

/// <summary>Calls entry index of a kernel table of the program; an index outside traps.</summary>
/// <param name="Index">Entry number.</param>
/// <param name="Table">Kernel table.</param>
public readonly record struct Dispatch(RegisterId Index, uint Table) : IInstruction<Dispatch>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Dispatch;
    /// <inheritdoc/>
    public static string Mnemonic => "dispatch";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "Calls entry index of a kernel table of the program; an index outside traps";

    /// <inheritdoc/>
    public static Dispatch Map<TCodec>(ref TCodec codec, Dispatch instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Index: codec.Register("index", lo: 48, instruction.Index, "entry number"),
        Table: codec.Unsigned("table", lo: 56, width: 8, instruction.Table, "kernel table"));
}
