namespace AccelEmu.Isa;

/// <summary>Shape and dataflow of the array from here on; no effect on values.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Dataflow">Weight_stationary (default), output_stationary, input_stationary.</param>
public readonly record struct ConfigureArray(uint Rows, uint Columns, Dataflow Dataflow = default) : IInstruction<ConfigureArray>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.ConfigureArray;
    /// <inheritdoc/>
    public static string Mnemonic => "array";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Matrix;
    /// <inheritdoc/>
    public static string Summary => "Shape and dataflow of the array from here on; no effect on values";

    /// <inheritdoc/>
    public static ConfigureArray Map<TCodec>(ref TCodec codec, ConfigureArray instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Rows: codec.Unsigned("rows", lo: 48, width: 16, instruction.Rows, "rows"),
        Columns: codec.Unsigned("columns", lo: 64, width: 16, instruction.Columns, "columns"),
        Dataflow: codec.Choice("dataflow", lo: 80, width: 2, instruction.Dataflow, "weight_stationary (default), output_stationary, input_stationary"));
}
