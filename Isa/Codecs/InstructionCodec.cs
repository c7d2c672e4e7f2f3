namespace AccelEmu.Isa;

/// <summary>What can be done to a word of one instruction without naming its type.</summary>
public interface IInstructionCodec
{
    /// <summary>
    /// Decodes the body of <paramref name="word"/>, lets <paramref name="codec"/> visit its fields in declaration order, and encodes what the codec has returned
    /// under the same header.
    /// </summary>
    /// <exception cref="IsaException">The codec has returned a value that does not fit its field.</exception>
    MachineWord Map<TCodec>(MachineWord word, ref TCodec codec) where TCodec : struct, IFieldCodec, allows ref struct;

    /// <summary>Decodes the body and encodes it again under the same header: equal to the word when no reserved bit is set.</summary>
    MachineWord Canonical(MachineWord word);

    /// <summary>The first body field whose number is not defined, with its value and the legal ones; null when all are defined.</summary>
    (string Field, string Value, string Legal)? FindUndefined(MachineWord word);
}

/// <summary>The codec of <typeparamref name="T"/>.</summary>
internal sealed class InstructionCodec<T> : IInstructionCodec where T : struct, IInstruction<T>
{
    /// <inheritdoc/>
    public MachineWord Map<TCodec>(MachineWord word, ref TCodec codec) where TCodec : struct, IFieldCodec, allows ref struct =>
        InstructionSet.Encode(T.Map(ref codec, InstructionSet.Decode<T>(word)), InstructionHeader.Decode(word));

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
