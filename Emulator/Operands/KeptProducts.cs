using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AccelEmu.Isa;
using AccelEmu.Kernels;

namespace AccelEmu.Emulator;

/// <summary>
/// Matrix products of a core that were executed before and are small: as long as the word is the same and the tiles differ in their place only, everything but the
/// addresses is known. What does not fit is executed in full, which also finds what is wrong with it.
/// </summary>
internal sealed unsafe class KeptProducts
{
    private const int Slots = 64;
    private readonly Entry[] entries = new Entry[Slots];

    private struct Entry
    {
        /// <summary>The instruction; no matrix product when nothing is kept.</summary>
        public MachineWord Word;
        public KernelTier Tier;
        public DescriptorId Sums;
        public DescriptorId A;
        public DescriptorId B;
        /// <summary>What <see cref="TileCache"/> knew of the descriptors.</summary>
        public long SumsVersion;
        public long AVersion;
        public long BVersion;
        public int SumsSpan;
        public int ASpan;
        public int BSpan;
        public MachineMemory SumsMemory;
        public MachineMemory Operands;
        public long Macs;
        public long OperandBytes;
        public long SumsBytes;
        public bool Accumulates;
        public SmallProduct Product;

        /// <summary>Element operations, as <see cref="UnitExecutor"/> counts them.</summary>
        public readonly long Work => Macs + OperandBytes + (Accumulates ? 2 * SumsBytes : SumsBytes);
    }

    /// <summary>Executes a product that is kept; false with nothing done otherwise.</summary>
    public bool TryRun(MachineState machine, CoreState core, TileCache tiles, MachineWord word)
    {
        ref Entry entry = ref entries[core.ProgramCounter % Slots];
        if (entry.Word != word || entry.Tier != machine.Kernels.Tier || entry.Work > machine.WorkBudget
            || !tiles.TryPlace(entry.Sums, core.Descriptors[entry.Sums.Index], entry.SumsVersion, out long sums)
            || !tiles.TryPlace(entry.A, core.Descriptors[entry.A.Index], entry.AVersion, out long a)
            || !tiles.TryPlace(entry.B, core.Descriptors[entry.B.Index], entry.BVersion, out long b))
        {
            return false;
        }
        machine.WorkBudget -= entry.Work;
        entry.SumsMemory.Touch(sums, entry.SumsSpan);
        entry.Product.Run(First(entry.SumsMemory, sums, entry.SumsSpan), First(entry.Operands, a, entry.ASpan), First(entry.Operands, b, entry.BSpan));
        RunCounters counters = machine.Counters;
        counters.UnitInstructions++;
        counters.Macs += entry.Macs;
        core.Counters[(int)EventCounter.MultiplyAccumulates] += entry.Macs;
        counters.Read[(int)Space.Scratchpad] += entry.OperandBytes;
        counters.Read[(int)Space.Accumulator] += entry.Accumulates ? entry.SumsBytes : 0;
        counters.Written[(int)Space.Accumulator] += entry.SumsBytes;
        return true;
    }

    /// <summary>Keeps a product into sums that has just been executed, when it is small and its tiles are remembered.</summary>
    public void Keep(MachineState machine, CoreState core, TileCache tiles, MachineWord word, in MatMul instruction, in Operand sums, in Operand a, in Operand b, long macs)
    {
        ref Entry entry = ref entries[core.ProgramCounter % Slots];
        entry.Word = default;
        entry.SumsVersion = tiles.VersionOf(instruction.Sums);
        entry.AVersion = tiles.VersionOf(instruction.A);
        entry.BVersion = tiles.VersionOf(instruction.B);
        // Sums apart from operands: no place makes them overlap. One descriptor for two operands is remembered for one of the uses only.
        if (entry.SumsVersion == 0 || entry.AVersion == 0 || entry.BVersion == 0 || instruction.A == instruction.B
            || sums.Memory.Space != Space.Accumulator || a.Memory.Space != Space.Scratchpad || b.Memory.Space != Space.Scratchpad
            || a.ZeroPoints >= 0 || b.ZeroPoints >= 0
            || !SmallProduct.TryPrepare(machine.Kernels, sums.Shape, a.Shape, b.Shape, instruction.Accumulate, out entry.Product)
            || sums.Bytes.Span < entry.Product.TargetBytes || a.Bytes.Span < entry.Product.LeftBytes || b.Bytes.Span < entry.Product.RightBytes)
        {
            return;
        }
        entry.Word = word;
        entry.Tier = machine.Kernels.Tier;
        (entry.Sums, entry.A, entry.B) = (instruction.Sums, instruction.A, instruction.B);
        (entry.SumsSpan, entry.ASpan, entry.BSpan) = ((int)sums.Bytes.Span, (int)a.Bytes.Span, (int)b.Bytes.Span);
        (entry.SumsMemory, entry.Operands) = (sums.Memory, a.Memory);
        entry.Macs = macs;
        entry.OperandBytes = a.ElementBytes + b.ElementBytes;
        entry.SumsBytes = sums.ElementBytes;
        entry.Accumulates = instruction.Accumulate;
    }

    // Memories do not move.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* First(MachineMemory memory, long address, int length) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory.View(address, length)));
}
