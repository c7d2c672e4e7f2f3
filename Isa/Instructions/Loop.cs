namespace AccelEmu.Isa;

/// <summary>Repeats the instructions behind it up to and excluding end; count times; 0 or less skips them. Loops nest; jumping out of a body is not allowed.</summary>
/// <param name="Register">Trip count; absent: count.</param>
/// <param name="Count">Trip count when no register is given.</param>
/// <param name="End">First instruction behind the body.</param>
public readonly record struct Loop(RegisterId? Register, uint Count, CodeAddress End) : IInstruction<Loop>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Loop;
    /// <inheritdoc/>
    public static string Mnemonic => "loop";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "Repeats the instructions behind it up to and excluding end; count times; 0 or less skips them. Loops nest; jumping out of a body is not allowed";

    /// <inheritdoc/>
    public static Loop Map<TCodec>(ref TCodec codec, Loop instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Register: codec.OptionalRegister("register", lo: 48, instruction.Register, "trip count; absent: count"),
        Count: codec.Option("count", lo: 64, width: 32, instruction.Count, "trip count when no register is given"),
        End: codec.Target("end", lo: 96, instruction.End, "first instruction behind the body"));
}
