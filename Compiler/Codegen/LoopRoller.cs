using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>
/// Turns straight code into loops. The sequence of instructions that is executed, with the contents of their descriptors and their tokens, stays the
/// same: a loop replaces passes that differ by constant growth of addresses only. Repeats with the largest saving are rolled first,
/// then what is before, between, behind and inside them.
/// </summary>
internal sealed class LoopRoller
{
    private readonly SequenceNumbers shapes = new();

    /// <summary>Steps without loops.</summary>
    public List<CodeStep> Steps(IEnumerable<Instruction> code) => [.. code.Select(Step)];

    /// <summary>The same code with loops.</summary>
    public List<CodeNode> Roll(List<CodeStep> steps) => Roll(steps, CoreState.MaxLoops);

    private List<CodeNode> Roll(List<CodeStep> steps, int depth)
    {
        List<Repeat> chosen = depth == 0 ? [] : Disjoint(RepeatSearch.Find(steps));
        if (chosen.Count == 0)
        {
            return [.. steps];
        }
        List<CodeNode> code = [];
        int at = 0;
        foreach (Repeat repeat in chosen)
        {
            code.AddRange(Roll(steps[at..repeat.Start], depth));
            List<CodeStep> body = [];
            for (int i = repeat.Start; i < repeat.Start + repeat.Period; i++)
            {
                body.Add(InLoop(steps[i], steps[i + repeat.Period]));
            }
            code.Add(new CodeLoop(repeat.Count, Roll(body, depth - 1)));
            at = repeat.End;
        }
        code.AddRange(Roll(steps[at..], depth));
        return code;
    }

    /// <summary>Repeats that do not overlap, in the order of the code.</summary>
    private static List<Repeat> Disjoint(List<Repeat> repeats)
    {
        SortedList<int, Repeat> chosen = [];
        foreach (Repeat repeat in repeats)
        {
            int low = 0, high = chosen.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = chosen.Values[middle].End <= repeat.Start ? (middle + 1, high) : (low, middle);
            }
            if (low == chosen.Count || chosen.Values[low].Start >= repeat.End)
            {
                chosen.Add(repeat.Start, repeat);
            }
        }
        return [.. chosen.Values];
    }

    private CodeStep InLoop(CodeStep first, CodeStep second)
    {
        long[] stride = new long[first.Addresses.Length];
        for (int i = 0; i < stride.Length; i++)
        {
            stride[i] = second.Addresses[i] - first.Addresses[i];
        }
        // Inner loops may only join steps that this loop moves alike.
        return first with { Shape = shapes.Of([first.Shape, .. stride]), Strides = [.. first.Strides, stride] };
    }

    private CodeStep Step(Instruction instruction)
    {
        List<long> key = [-1, (long)instruction.Word.Low, (long)instruction.Word.High, (long)instruction.Unit, instruction.Node, instruction.Waits.Count];
        key.AddRange(instruction.Waits.Select(token => (long)token.Index));
        key.AddRange(instruction.Signals.Select(token => (long)token.Index));
        List<long> addresses = [];
        foreach (Operand operand in instruction.Operands)
        {
            key.AddRange([-2, operand.Shape, operand.Residual, operand.Rows?.Register.Index ?? -1, operand.Rows?.Version ?? -1]);
            addresses.AddRange(operand.Addresses);
        }
        return new CodeStep(instruction, shapes.Of([.. key]), [.. addresses], []);
    }
}
