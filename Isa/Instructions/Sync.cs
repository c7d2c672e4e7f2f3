namespace AccelEmu.Isa;

/// <summary>Nothing but its waits and signals, in the queue of the named unit.</summary>
/// <param name="Unit">Kind of unit; the header gives the instance.</param>
public readonly record struct Sync(UnitKind Unit) : IInstruction<Sync>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Sync;
    /// <inheritdoc/>
    public static string Mnemonic => "sync";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Sync;
    /// <inheritdoc/>
    public static string Summary => "Nothing but its waits and signals, in the queue of the named unit";

    /// <inheritdoc/>
    public static Sync Map<TCodec>(ref TCodec codec, Sync instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Unit: codec.Enumeration("unit", lo: 48, width: 3, instruction.Unit, "kind of unit; the header gives the instance"));
}
