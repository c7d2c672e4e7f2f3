using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>One core's final words.</summary>
/// <param name="Words">Code, ending in <c>halt</c>.</param>
/// <param name="Nodes">Node of each word, −1 = none.</param>
/// <param name="Positions">Word at which each instruction begins; one more entry for the end.</param>
internal sealed record CodeImage(ImmutableArray<MachineWord> Words, ImmutableArray<int> Nodes, int[] Positions)
{
    /// <summary>Places tokens: two waits and two signals fit in an instruction, the rest goes to <c>sync</c> words in front and behind.</summary>
    public static CodeImage Build(List<Instruction> code)
    {
        var words = ImmutableArray.CreateBuilder<MachineWord>();
        var nodes = ImmutableArray.CreateBuilder<int>();
        int[] positions = new int[code.Count + 1];
        for (int i = 0; i < code.Count; i++)
        {
            Instruction instruction = code[i];
            positions[i] = words.Count;
            for (int w = 2; w < instruction.Waits.Count; w += 2)
            {
                Append(Synchronise(instruction, w, signalsFrom: int.MaxValue), instruction.Node);
            }
            Append(WithTokens(instruction.Word, instruction, 0, 0), instruction.Node);
            for (int s = 2; s < instruction.Signals.Count; s += 2)
            {
                Append(Synchronise(instruction, int.MaxValue, s), instruction.Node);
            }
        }
        positions[^1] = words.Count;
        Append(InstructionSet.Encode(new Halt()), -1);
        if (words.Count > CodeAddress.Max)
        {
            throw new CompileException("compile.capacity", "program", $"needs {words.Count} instructions, a core holds {CodeAddress.Max}; compile for a machine with larger memories");
        }
        return new CodeImage(words.ToImmutable(), nodes.ToImmutable(), positions);

        void Append(MachineWord word, int node)
        {
            words.Add(word);
            nodes.Add(node);
        }
    }

    private static MachineWord Synchronise(Instruction owner, int waitsFrom, int signalsFrom) =>
        WithTokens(InstructionSet.Encode(new Sync(owner.Unit)), owner, waitsFrom, signalsFrom);

    private static MachineWord WithTokens(MachineWord word, Instruction owner, int waitsFrom, int signalsFrom) => word
        .With(16, 8, Token(owner.Waits, waitsFrom))
        .With(24, 8, Token(owner.Waits, (long)waitsFrom + 1))
        .With(32, 8, Token(owner.Signals, signalsFrom))
        .With(40, 8, Token(owner.Signals, (long)signalsFrom + 1));

    private static ulong Token(List<SemaphoreId> tokens, long index) => index < tokens.Count ? tokens[(int)index].Index : 0UL;
}
