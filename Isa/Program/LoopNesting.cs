using System.Collections.Generic;
using System.Collections.Immutable;

namespace AccelEmu.Isa;

/// <summary>The loop bodies of one core's code: which one each instruction stands in.</summary>
internal sealed class LoopNesting
{
    private readonly int[] innermost;
    private readonly int[] ends;

    /// <summary>Builds the nesting of validated words.</summary>
    /// <exception cref="IsaException">A loop ends before it begins, is empty, or crosses another.</exception>
    public LoopNesting(int core, ImmutableArray<MachineWord> code)
    {
        innermost = new int[code.Length];
        ends = new int[code.Length];
        Stack<int> open = new();
        for (int pc = 0; pc < code.Length; pc++)
        {
            while (open.Count > 0 && ends[open.Peek()] <= pc)
            {
                open.Pop();
            }
            innermost[pc] = open.Count == 0 ? -1 : open.Peek();
            if (InstructionHeader.Decode(code[pc]).Opcode == Opcode.Loop)
            {
                int end = InstructionSet.Decode<Loop>(code[pc]).End.Index;
                int bound = open.Count == 0 ? code.Length : ends[open.Peek()];
                if (end < pc + 2 || end > bound)
                {
                    throw IsaException.At("isa.loop", $"core {core} pc {pc} (loop)", "end", $"{end}", $"{pc + 2}..{bound}: behind a body of at least one instruction, inside the loop around it", core, pc);
                }
                ends[pc] = end;
                open.Push(pc);
            }
        }
    }

    /// <summary>True when control at <paramref name="from"/> may jump to <paramref name="to"/>: the same body, or the end of it.</summary>
    public bool MayJump(int from, int to) =>
        (innermost[from] >= 0 && ends[innermost[from]] == to)
        || ((uint)to < (uint)innermost.Length && innermost[to] == innermost[from]);

    /// <summary>True when <paramref name="position"/> is in the code and outside every loop body.</summary>
    public bool IsOutside(int position) => (uint)position < (uint)innermost.Length && innermost[position] < 0;

    /// <summary>Legal targets of a jump, in words.</summary>
    public string Describe(int from) => innermost[from] < 0
        ? $"0..{innermost.Length - 1}, outside loop bodies"
        : $"{innermost[from] + 1}..{ends[innermost[from]]}, in the same loop body";
}
