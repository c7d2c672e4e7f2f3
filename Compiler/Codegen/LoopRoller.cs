using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>
/// Turns straight code into loops. The sequence of instructions that is executed, with the contents of their descriptors and their tokens, stays the
/// same: a loop replaces passes that differ by constant growth of addresses only. Repeats with the largest saving are rolled first,
/// then what is inside and around them.
/// </summary>
internal sealed class LoopRoller
{
    private readonly SequenceNumbers shapes = new();

    /// <summary>Steps without loops.</summary>
    public List<CodeStep> Steps(IEnumerable<Instruction> code) => [.. code.Select(Step)];

    /// <summary>The same code with loops.</summary>
    public List<CodeNode> Roll(IEnumerable<CodeNode> code) => Roll([.. code], 0);

    /// <summary>Code inside of <paramref name="depth"/> loops. Loops found first may repeat in turn.</summary>
    private List<CodeNode> Roll(List<CodeNode> code, int depth)
    {
        while (true)
        {
            List<Repeat> chosen = Disjoint(RepeatSearch.Find(code, depth).Where(repeat => depth + Height(code, repeat) < CoreState.MaxLoops));
            if (chosen.Count == 0)
            {
                return code;
            }
            List<CodeNode> rolled = [];
            int at = 0;
            foreach (Repeat repeat in chosen)
            {
                rolled.AddRange(code[at..repeat.Start]);
                rolled.Add(Loop(code, repeat, depth));
                at = repeat.End;
            }
            rolled.AddRange(code[at..]);
            code = rolled;
        }
    }

    private static int Height(List<CodeNode> code, Repeat repeat)
    {
        int height = 0;
        for (int i = repeat.Start; i < repeat.Start + repeat.Period; i++)
        {
            height = Math.Max(height, code[i] is CodeLoop loop ? loop.Height : 0);
        }
        return height;
    }

    private CodeLoop Loop(List<CodeNode> code, Repeat repeat, int depth)
    {
        int second = repeat.Start + repeat.Period;
        List<CodeNode> body = InLoop(code[repeat.Start..second], code[second..(second + repeat.Period)], depth);
        return Loop(repeat.Count, Roll(body, depth + 1));
    }

    private CodeLoop Loop(long count, List<CodeNode> body) => new(count, body, shapes.Of([-3, count, .. body.Select(node => (long)node.Shape)]));

    /// <summary>Repeats that do not overlap, in the order of the code.</summary>
    private static List<Repeat> Disjoint(IEnumerable<Repeat> repeats)
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

    /// <summary>Nodes of the first pass and the same ones of the second become a body.</summary>
    private List<CodeNode> InLoop(List<CodeNode> first, List<CodeNode> second, int depth)
    {
        List<CodeNode> body = [];
        for (int i = 0; i < first.Count; i++)
        {
            body.Add(first[i] is CodeLoop loop
                ? Loop(loop.Count, InLoop(loop.Body, ((CodeLoop)second[i]).Body, depth))
                : InLoop((CodeStep)first[i], (CodeStep)second[i], depth));
        }
        return body;
    }

    private CodeStep InLoop(CodeStep first, CodeStep second, int depth)
    {
        long[] stride = new long[first.Addresses.Length];
        for (int i = 0; i < stride.Length; i++)
        {
            stride[i] = second.Addresses[i] - first.Addresses[i];
        }
        // Inner loops may only join steps that this loop moves alike.
        long[][] strides = [.. first.Strides[..depth], stride, .. first.Strides[depth..]];
        return first with { Shape = shapes.Of([-4, first.Form, .. strides.SelectMany(s => s)]), Strides = strides };
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
        int form = shapes.Of([.. key]);
        return new CodeStep(instruction, form, form, [.. addresses], []);
    }
}
