using System.Collections.Immutable;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator.Tests;

internal static class TestMachines
{
    public const int DramBytes = 1 << 18;
    public const int ScratchpadBytes = 1 << 16;
    public const int AccumulatorBytes = 1 << 15;

    public static readonly RunOptions Plain = new() { Kernels = new KernelOptions(KernelTier.Reference, 1), InstructionBudget = 1_000_000, WorkBudget = 1_000_000_000 };

    public static MachineConfig Config(int cores = 1, ImmutableArray<SparseFormat>? formats = null, ImmutableArray<DType>? types = null) => new()
    {
        Name = "test",
        ClockHertz = 1e9,
        Cores = cores,
        Dram = new MemoryConfig(DramBytes, 16, 100),
        Scratchpad = new MemoryConfig(ScratchpadBytes, 64, 4),
        Accumulator = new MemoryConfig(AccumulatorBytes, 64, 4),
        Arrays = [new ArrayConfig(16, 16, Dataflow.WeightStationary, Reshapeable: true), new ArrayConfig(16, 16, Dataflow.WeightStationary)],
        Vector = new VectorConfig(16, 4, 4),
        Formats = formats ?? [SparseFormat.Dense, SparseFormat.Bitmask],
        MatrixTypes = types ?? [],
    };
}
