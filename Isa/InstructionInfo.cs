using System;
using System.Collections.Immutable;

namespace AccelEmu.Isa;

/// <summary>What the set knows of one instruction.</summary>
/// <param name="Opcode">Number.</param>
/// <param name="Mnemonic">Name in assembly.</param>
/// <param name="Class">Which units execute it.</param>
/// <param name="Summary">Formula.</param>
/// <param name="Type">The record.</param>
/// <param name="Codec">Type-erased codecs.</param>
public sealed record InstructionInfo(Opcode Opcode, string Mnemonic, InstructionClass Class, string Summary, Type Type, IInstructionCodec Codec)
{
    /// <summary>Body fields in declaration order.</summary>
    public ImmutableArray<FieldLayout> Fields { get; } = LayoutCollector.Collect(Codec);
}
