namespace AccelEmu.Isa;

/// <summary>An instruction of the set: a record of its fields, declared once by <see cref="Map"/>.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IInstruction<TSelf> where TSelf : struct, IInstruction<TSelf>
{
    /// <summary>The number in bits 0..7 of the word.</summary>
    static abstract Opcode Opcode { get; }

    /// <summary>The lower-case name in assembly.</summary>
    static abstract string Mnemonic { get; }

    /// <summary>Which units execute it.</summary>
    static abstract InstructionClass Class { get; }

    /// <summary>The formula, for the manual.</summary>
    static abstract string Summary { get; }

    /// <summary>Visits every body field in order; the one declaration behind encoder, decoder, printer, parser, generator and manual.</summary>
    static abstract TSelf Map<TCodec>(ref TCodec codec, TSelf instruction) where TCodec : struct, IFieldCodec, allows ref struct;
}
