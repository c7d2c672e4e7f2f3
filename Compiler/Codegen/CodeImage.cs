using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>One core's final words.</summary>
/// <param name="Words">Code, ending in <c>halt</c>.</param>
/// <param name="Nodes">Node of each word, −1 = none.</param>
/// <param name="Positions">For the first instruction of each node: the word at which the node begins; one more entry for the end.</param>
internal sealed record CodeImage(ImmutableArray<MachineWord> Words, ImmutableArray<int> Nodes, int[] Positions)
{
    /// <summary>Writes the code node by node, so that a loop belongs to one node.</summary>
    public static CodeImage Build(List<Instruction> code, OperandShapes shapes, TemplateTable templates, bool rollLoops)
    {
        CodeWriter writer = new(shapes, templates);
        int[] positions = new int[code.Count + 1];
        int end;
        for (int start = 0; start < code.Count; start = end)
        {
            for (end = start + 1; end < code.Count && code[end].Node == code[start].Node; end++)
            {
            }
            positions[start] = writer.Position;
            writer.Node = code[start].Node;
            LoopRoller roller = new();
            List<CodeStep> steps = roller.Steps(code[start..end]);
            foreach (CodeNode node in rollLoops ? roller.Roll(steps) : [.. steps])
            {
                writer.Write(node);
            }
        }
        positions[^1] = writer.Position;
        writer.Node = -1;
        writer.Append(InstructionSet.Encode(new Halt()));
        if (writer.Position > CodeAddress.Max)
        {
            throw new CompileException("compile.capacity", "program", $"needs {writer.Position} instructions, a core holds {CodeAddress.Max}; compile for a machine with larger memories");
        }
        return new CodeImage(writer.Words, writer.Nodes, positions);
    }
}
