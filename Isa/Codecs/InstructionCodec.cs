namespace AccelEmu.Isa;

/// <summary>What can be done to a word of one instruction without naming its type.</summary>
public interface IInstructionCodec
{
    /// <summary>Decodes the body and encodes it again under the same header: equal to the word when no reserved bit is set.</summary>
    MachineWord Canonical(MachineWord word);

    /// <summary>The first body field whose number is not defined, with its value and the legal ones; null when all are defined.</summary>
    (string Field, string Value, string Legal)? FindUndefined(MachineWord word);
}

/// <summary>The codec of <typeparamref name="T"/>.</summary>
internal sealed class InstructionCodec<T> : IInstructionCodec where T : struct, IInstruction<T>
{
    /// <inheritdoc/>
    public MachineWord Canonical(MachineWord word) =>
        InstructionSet.Encode(InstructionSet.Decode<T>(word), InstructionHeader.Decode(word));

    /// <inheritdoc/>
    public (string Field, string Value, string Legal)? FindUndefined(MachineWord word)
    {
        FieldValidator validator = new(word);
        T.Map(ref validator, default);
        return validator.Problem;
    }
}
