using System;
using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>A descriptor that a loop keeps for itself.</summary>
/// <param name="Shape">What does not change.</param>
/// <param name="Rows">Run-time extent of dimension 0.</param>
/// <param name="Residual">Place of the residual, for drains; −1 = none.</param>
/// <param name="First">Addresses at the first use.</param>
internal sealed record LoopOperand(int Shape, RunTimeExtent? Rows, int Residual, long[] First);

/// <summary>
/// Which descriptor each operand of a loop uses. Operands share one when all loops around them move them alike: then the difference from one
/// use to the next is the same in each pass. An operand that its innermost loop does not move has one for each address, so
/// that the innermost loop need not change it.
/// </summary>
internal sealed class LoopOperands
{
    private readonly SequenceNumbers keys = new();
    private readonly Dictionary<CodeStep, int[]> places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, int> known = [];
    private readonly List<LoopOperand> all = [];
    private readonly bool isFrugal;

    /// <summary>Assigns.</summary>
    /// <param name="loop">Loop that is in no other loop.</param>
    /// <param name="isFrugal">Few descriptors are more important than few words.</param>
    public LoopOperands(CodeLoop loop, bool isFrugal)
    {
        this.isFrugal = isFrugal;
        Assign(loop);
    }

    /// <summary>The descriptors, in order of their first use.</summary>
    public IReadOnlyList<LoopOperand> All => all;

    /// <summary>The descriptor of each operand of a step, as index into <see cref="All"/>.</summary>
    public int[] Of(CodeStep step) => places[step];

    private void Assign(CodeLoop loop)
    {
        foreach (CodeNode node in loop.Body)
        {
            if (node is CodeLoop inner)
            {
                Assign(inner);
            }
            else
            {
                Assign((CodeStep)node);
            }
        }
    }

    private void Assign(CodeStep step)
    {
        Operand[] operands = step.Instruction.Operands;
        int[] own = new int[operands.Length];
        for (int i = 0, at = 0; i < operands.Length; at += operands[i].Addresses.Length, i++)
        {
            int residual = operands[i].Residual >= 0 ? own[operands[i].Residual] : -1;
            own[i] = Place(step, i, at, residual, own.AsSpan(0, i));
        }
        places.Add(step, own);
    }

    private int Place(CodeStep step, int index, int at, int residual, ReadOnlySpan<int> others)
    {
        Operand operand = step.Instruction.Operands[index];
        ReadOnlySpan<long> first = step.Addresses.AsSpan(at, operand.Addresses.Length);
        bool isFixed = !isFrugal && step.Strides[^1].AsSpan(at, first.Length).IndexOfAnyExcept(0) < 0;
        List<long> key = [operand.Shape, operand.Rows?.Register.Index ?? -1, operand.Rows?.Version ?? -1, residual];
        int loops = step.Strides.Length;
        while (loops > 0 && step.Strides[loops - 1].AsSpan(at, first.Length).IndexOfAnyExcept(0) < 0)
        {
            loops--;
        }
        for (int i = 0; i < loops; i++)
        {
            key.AddRange(step.Strides[i].AsSpan(at, first.Length));
        }
        // The same bytes, moved alike; else any that moves alike; the last is for operands that would meet another one of their instruction.
        int same = keys.Of([-1, .. key, .. first]), alike = keys.Of([-2, index, .. key]), spare = keys.Of([-3, index, .. key]);
        int[] candidates = isFixed ? [same] : [same, alike, spare];
        foreach (int candidate in candidates)
        {
            if (known.TryGetValue(candidate, out int place) && !Meets(step, index, at, place, others))
            {
                known.TryAdd(same, place);
                return place;
            }
        }
        foreach (int candidate in candidates)
        {
            if (known.TryAdd(candidate, all.Count) && candidate != same)
            {
                break;
            }
        }
        all.Add(new LoopOperand(operand.Shape, operand.Rows, residual, first.ToArray()));
        return all.Count - 1;
    }

    /// <summary>Whether another operand of the instruction is there with other contents.</summary>
    private static bool Meets(CodeStep step, int index, int at, int place, ReadOnlySpan<int> others)
    {
        Operand operand = step.Instruction.Operands[index];
        for (int i = 0, start = 0; i < others.Length; start += step.Instruction.Operands[i].Addresses.Length, i++)
        {
            int other = start, length = operand.Addresses.Length;
            bool isSame = others[i] != place || (step.Addresses.AsSpan(other, length).SequenceEqual(step.Addresses.AsSpan(at, length))
                && Array.TrueForAll(step.Strides, stride => stride.AsSpan(other, length).SequenceEqual(stride.AsSpan(at, length))));
            if (!isSame)
            {
                return true;
            }
        }
        return false;
    }
}
