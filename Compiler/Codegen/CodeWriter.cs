using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>Writes words of one core: gives operands descriptors, places tokens, writes loops.</summary>
internal sealed class CodeWriter
{
    private readonly OperandShapes shapes;
    private readonly DescriptorFile file;
    private readonly ImmutableArray<MachineWord>.Builder words = ImmutableArray.CreateBuilder<MachineWord>();
    private readonly ImmutableArray<int>.Builder nodes = ImmutableArray.CreateBuilder<int>();

    /// <summary>Starts at word 0 with nothing in the descriptors.</summary>
    public CodeWriter(OperandShapes shapes, TemplateTable templates)
    {
        this.shapes = shapes;
        file = new DescriptorFile(templates, Append);
    }

    /// <summary>Words so far.</summary>
    public ImmutableArray<MachineWord> Words => words.ToImmutable();
    /// <summary>Node of each word.</summary>
    public ImmutableArray<int> Nodes => nodes.ToImmutable();
    /// <summary>Position of the next word.</summary>
    public int Position => words.Count;
    /// <summary>Graph node of the next words.</summary>
    public int Node { get; set; } = -1;

    /// <summary>Appends a word.</summary>
    public void Append(MachineWord word)
    {
        words.Add(word);
        nodes.Add(Node);
    }

    /// <summary>Writes a step or a loop that is in no other loop.</summary>
    public void Write(CodeNode node)
    {
        if (node is CodeStep step)
        {
            Write(step);
            return;
        }
        CodeLoop loop = (CodeLoop)node;
        if (!LoopWriter.TryWrite(this, shapes, file, loop))
        {
            for (long pass = 0; pass < loop.Count; pass++)
            {
                foreach (CodeNode part in loop.Pass(pass))
                {
                    Write(part);
                }
            }
        }
    }

    /// <summary>Writes an instruction whose operands are in <paramref name="descriptors"/>.</summary>
    /// <remarks>Two waits and two signals fit in an instruction, the rest goes to <c>sync</c> words in front and behind.</remarks>
    public void Append(Instruction instruction, ReadOnlySpan<DescriptorId> descriptors)
    {
        for (int w = 2; w < instruction.Waits.Count; w += 2)
        {
            Append(Synchronise(instruction, w, signalsFrom: int.MaxValue));
        }
        MachineWord word = instruction.Word;
        if (descriptors.Length > 0)
        {
            foreach (FieldLayout field in InstructionSet.Find(InstructionHeader.Decode(word).Opcode)!.Fields)
            {
                bool isPresent = field.Kind == FieldKind.Descriptor || (field.Kind == FieldKind.OptionalDescriptor && word.Get(field.Lo + 6, 1) != 0);
                word = isPresent ? word.With(field.Lo, 6, descriptors[(int)word.Get(field.Lo, 6)].Index) : word;
            }
        }
        Append(WithTokens(word, instruction, 0, 0));
        for (int s = 2; s < instruction.Signals.Count; s += 2)
        {
            Append(Synchronise(instruction, int.MaxValue, s));
        }
    }

    /// <summary>Begins a loop; the result is for <see cref="EndLoop"/>.</summary>
    public int BeginLoop()
    {
        Append(default(MachineWord));
        return Position - 1;
    }

    /// <summary>Ends the loop begun at <paramref name="start"/>: its body is all that was written since.</summary>
    public void EndLoop(int start, long count) =>
        words[start] = InstructionSet.Encode(new Loop(null, (uint)count, new CodeAddress(Position)));

    private void Write(CodeStep step)
    {
        Operand[] operands = step.Instruction.Operands;
        Span<DescriptorId> descriptors = stackalloc DescriptorId[operands.Length];
        for (int i = 0, at = 0; i < operands.Length; i++)
        {
            int length = operands[i].Addresses.Length;
            Descriptor content = shapes.Join(operands[i].Shape, step.Addresses.AsSpan(at, length));
            if (operands[i].Residual >= 0)
            {
                content[DescriptorField.DrainResidual] = descriptors[operands[i].Residual].Index;
            }
            descriptors[i] = file.Acquire(content, operands[i].Rows);
            at += length;
        }
        Append(step.Instruction, descriptors);
        file.Release();
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
