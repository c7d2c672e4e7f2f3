using System;
using System.Collections.Generic;

namespace AccelEmu.Compiler;

/// <summary>Estimates what a loop saves, or costs, in words that change descriptors.</summary>
internal sealed class LoopGrowth
{
    private readonly SequenceNumbers seen = new();
    private readonly int count, depth;
    private long saving;

    private LoopGrowth(int count, int depth) => (this.count, this.depth) = (count, depth);

    /// <summary>Words saved by a loop over <paramref name="count"/> passes of <paramref name="period"/> nodes inside of <paramref name="depth"/> loops.</summary>
    public static long Saving(IReadOnlyList<CodeNode> nodes, int start, int period, int count, int depth)
    {
        LoopGrowth growth = new(count, depth);
        for (int i = start; i < start + period; i++)
        {
            growth.Add(nodes[i], nodes[i + period]);
        }
        return growth.saving;
    }

    private void Add(CodeNode first, CodeNode second)
    {
        if (first is CodeLoop loop)
        {
            for (int i = 0; i < loop.Body.Count; i++)
            {
                Add(loop.Body[i], ((CodeLoop)second).Body[i]);
            }
            return;
        }
        CodeStep step = (CodeStep)first;
        for (int i = 0, at = 0; i < step.Instruction.Operands.Length; i++)
        {
            Operand operand = step.Instruction.Operands[i];
            Range range = at..(at + operand.Addresses.Length);
            at += operand.Addresses.Length;
            Add(operand.Shape, step.Addresses.AsSpan(range), second.Addresses.AsSpan(range), step.Strides, range);
        }
    }

    private void Add(int shape, ReadOnlySpan<long> first, ReadOnlySpan<long> second, long[][] strides, Range range)
    {
        if (first.SequenceEqual(second))
        {
            return;
        }
        bool isFixed = true, isContinued = depth > 0;
        for (int i = 0; i < first.Length; i++)
        {
            isContinued &= depth == 0 || strides[depth - 1][range.Start.Value + i] == count * (second[i] - first[i]);
        }
        for (int d = 0; d < depth; d++)
        {
            isFixed &= strides[d].AsSpan(range).IndexOfAnyExcept(0) < 0;
        }
        int known = seen.Count;
        if (seen.Of([shape, .. first, .. second]) < known)
        {
            return;
        }
        // Without a loop, each pass changes a descriptor, or has one of its own if the loops around it do not move the operand.
        // With a loop, there is a change in it and one in front of it unless the loop around it goes on where it ends.
        saving += depth == 0 ? count - 2 : isFixed ? -2 : isContinued ? count - 1 : count - 2;
    }
}
