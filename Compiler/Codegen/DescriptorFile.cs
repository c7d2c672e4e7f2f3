using System;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>What each of a core's 64 descriptors holds at this point of its code; finds, patches or loads the one an instruction needs.</summary>
internal sealed class DescriptorFile(TemplateTable templates, Action<MachineWord> emit)
{
    private readonly Slot[] slots = new Slot[DescriptorId.Count];
    private long clock;
    private ulong pinned;

    /// <summary>Ends an instruction: its descriptors may be replaced again.</summary>
    public void Release() => pinned = 0;

    /// <summary>A descriptor with this content, kept until <see cref="Release"/>.</summary>
    public DescriptorId Acquire(in Descriptor content, RunTimeExtent? rows) => Keep(Find(content, rows, isShared: true));

    /// <summary>A descriptor with this content that no one else has, kept until <see cref="Release"/>; at most 64 are free.</summary>
    public DescriptorId Reserve(in Descriptor content, RunTimeExtent? rows) => Keep(Find(content, rows, isShared: false));

    /// <summary>Says what a reserved descriptor has become.</summary>
    public void Changed(DescriptorId id, in Descriptor content) => slots[id.Index].Content = content;

    private DescriptorId Keep(int slot)
    {
        slots[slot].LastUse = ++clock;
        pinned |= 1UL << slot;
        return new DescriptorId((byte)slot);
    }

    /// <summary>Words in which two descriptors differ, counted up to <paramref name="limit"/> + 1, and the last such word.</summary>
    public static int Differences(in Descriptor a, in Descriptor b, int limit, out int last)
    {
        int count = 0;
        last = 0;
        for (int i = 0; i < Descriptor.Words; i++)
        {
            if (a[i] != b[i])
            {
                last = i;
                if (++count > limit)
                {
                    break;
                }
            }
        }
        return count;
    }

    private int Find(in Descriptor content, RunTimeExtent? rows, bool isShared)
    {
        int near = -1, nearWord = 0, oldest = -1;
        for (int i = 0; i < slots.Length; i++)
        {
            bool isFree = (pinned >> i & 1) == 0;
            if (isFree && (oldest < 0 || slots[i].LastUse < slots[oldest].LastUse))
            {
                oldest = i;
            }
            int differences = Differences(slots[i].Content, content, 1, out int word);
            if (differences == 0 && slots[i].Rows == rows && (isShared || isFree))
            {
                return i;
            }
            if (differences == 1 && word != 0 && isFree && rows is null && slots[i].Rows is null && (near < 0 || slots[i].LastUse < slots[near].LastUse))
            {
                (near, nearWord) = (i, word);
            }
        }
        int slot = near >= 0 ? near : oldest;
        DescriptorId id = new((byte)slot);
        emit(near >= 0
            ? InstructionSet.Encode(new DescriptorSet(id, (DescriptorField)(((int)content.Kind << 6) | nearWord), content[nearWord]))
            : InstructionSet.Encode(new DescriptorLoad(id, templates.NumberOf(content))));
        if (rows is { } extent)
        {
            emit(InstructionSet.Encode(new DescriptorSetRegister(id, DescriptorField.TileDim0, extent.Register)));
        }
        slots[slot].Content = content;
        slots[slot].Rows = rows;
        return slot;
    }

    private struct Slot
    {
        public Descriptor Content;
        public RunTimeExtent? Rows;
        public long LastUse;
    }
}
