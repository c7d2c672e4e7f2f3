using System;
using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>
/// Writes a loop with the loops in it. Its descriptors are loaded in front of it and belong to it until its end; <c>dadd</c> brings
/// one from what its last use needs to what the next use needs, at the end of a body to the first use of the next pass.
/// </summary>
internal sealed class LoopWriter
{
    private readonly CodeWriter writer;
    private readonly OperandShapes shapes;
    private readonly LoopOperands operands;
    private readonly DescriptorId[] descriptors;
    private readonly long[][] now;

    private LoopWriter(CodeWriter writer, OperandShapes shapes, LoopOperands operands)
    {
        (this.writer, this.shapes, this.operands) = (writer, shapes, operands);
        descriptors = new DescriptorId[operands.All.Count];
        now = new long[operands.All.Count][];
    }

    /// <summary>Writes; false when the loop needs more descriptors than there are, with nothing written.</summary>
    public static bool TryWrite(CodeWriter writer, OperandShapes shapes, DescriptorFile file, CodeLoop loop)
    {
        LoopOperands operands = new(loop, isFrugal: false);
        if (operands.All.Count > DescriptorId.Count)
        {
            operands = new LoopOperands(loop, isFrugal: true);
        }
        if (operands.All.Count > DescriptorId.Count)
        {
            return false;
        }
        new LoopWriter(writer, shapes, operands).Write(file, loop);
        return true;
    }

    private void Write(DescriptorFile file, CodeLoop loop)
    {
        for (int i = 0; i < descriptors.Length; i++)
        {
            now[i] = operands.All[i].First;
            descriptors[i] = file.Reserve(Content(i), operands.All[i].Rows);
        }
        Write(loop, 0);
        for (int i = 0; i < descriptors.Length; i++)
        {
            file.Changed(descriptors[i], Content(i));
        }
        file.Release();
    }

    private Descriptor Content(int operand)
    {
        Descriptor content = shapes.Join(operands.All[operand].Shape, now[operand]);
        if (operands.All[operand].Residual is >= 0 and int residual)
        {
            content[DescriptorField.DrainResidual] = descriptors[residual].Index;
        }
        return content;
    }

    private void Write(CodeLoop loop, int depth)
    {
        SortedDictionary<int, Use> uses = [];
        Collect(loop, depth, uses);
        foreach ((int operand, Use use) in uses)
        {
            MoveTo(operand, use.First);
        }
        int start = writer.BeginLoop();
        foreach (CodeNode node in loop.Body)
        {
            if (node is CodeLoop inner)
            {
                Write(inner, depth + 1);
                continue;
            }
            Write((CodeStep)node);
        }
        foreach ((int operand, Use use) in uses)
        {
            MoveTo(operand, Sum(use.First, use.Stride, 1));
            now[operand] = Sum(use.First, use.Stride, loop.Count);
        }
        writer.EndLoop(start, loop.Count);
    }

    private void Write(CodeStep step)
    {
        int[] own = operands.Of(step);
        Span<DescriptorId> ids = stackalloc DescriptorId[own.Length];
        for (int i = 0, at = 0; i < own.Length; i++)
        {
            int length = now[own[i]].Length;
            MoveTo(own[i], step.Addresses.AsSpan(at, length));
            ids[i] = descriptors[own[i]];
            at += length;
        }
        writer.Append(step.Instruction, ids);
    }

    private void MoveTo(int operand, ReadOnlySpan<long> addresses)
    {
        DescriptorField[] fields = OperandShapes.AddressFields(shapes.Kind(operands.All[operand].Shape));
        for (int i = 0; i < fields.Length; i++)
        {
            if (addresses[i] != now[operand][i])
            {
                writer.Append(InstructionSet.Encode(new DescriptorAdd(descriptors[operand], fields[i], addresses[i] - now[operand][i])));
            }
        }
        now[operand] = addresses.ToArray();
    }

    /// <summary>The descriptors a loop uses, at their first use in it, and what a pass of it adds to them.</summary>
    private void Collect(CodeLoop loop, int depth, SortedDictionary<int, Use> uses)
    {
        foreach (CodeNode node in loop.Body)
        {
            if (node is CodeLoop inner)
            {
                Collect(inner, depth, uses);
                continue;
            }
            CodeStep step = (CodeStep)node;
            int[] own = operands.Of(step);
            for (int i = 0, at = 0; i < own.Length; i++)
            {
                int length = now[own[i]].Length;
                uses.TryAdd(own[i], new Use(step.Addresses[at..(at + length)], step.Strides[depth][at..(at + length)]));
                at += length;
            }
        }
    }

    private static long[] Sum(long[] first, long[] stride, long passes)
    {
        long[] sum = new long[first.Length];
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = first[i] + (passes * stride[i]);
        }
        return sum;
    }

    private readonly record struct Use(long[] First, long[] Stride);
}
