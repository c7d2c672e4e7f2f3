using System.Collections.Immutable;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>A program for a machine: code of each core, constants, semaphores, descriptor templates, bindings and the map back to the model.</summary>
public sealed record MachineProgram
{
    /// <summary>Human name, usually the model's.</summary>
    public string Name { get; init; } = "";
    /// <summary>Code of each core; index = core.</summary>
    public ImmutableArray<ImmutableArray<MachineWord>> Code { get; init; } = [];
    /// <summary>Entry position of each core.</summary>
    public ImmutableArray<int> Entries { get; init; } = [];
    /// <summary>Descriptor templates, shared by all cores.</summary>
    public ImmutableArray<Descriptor> Templates { get; init; } = [];
    /// <summary>Kernel tables of <c>dispatch</c>: positions in the dispatching core's own code.</summary>
    public ImmutableArray<ImmutableArray<int>> KernelTables { get; init; } = [];
    /// <summary>Semaphores with their one producer and one consumer.</summary>
    public ImmutableArray<SemaphoreDeclaration> Semaphores { get; init; } = [];
    /// <summary>Bytes placed in DRAM before the first run: weights and parameters.</summary>
    public ImmutableArray<ConstantSegment> Constants { get; init; } = [];
    /// <summary>Where inputs and outputs live in DRAM.</summary>
    public ImmutableArray<TensorBinding> Bindings { get; init; } = [];
    /// <summary>Named code positions: labels and layers.</summary>
    public ImmutableArray<ProgramSymbol> Symbols { get; init; } = [];
    /// <summary>Names of graph nodes; <see cref="SourceMap"/> points here.</summary>
    public ImmutableArray<string> Nodes { get; init; } = [];
    /// <summary>For each core, the node (index in <see cref="Nodes"/>, −1 = none) of every instruction; empty when unknown.</summary>
    public ImmutableArray<ImmutableArray<int>> SourceMap { get; init; } = [];
    /// <summary>Features the machine must have; the loader refuses by name.</summary>
    public ImmutableArray<string> Features { get; init; } = [];
    /// <summary>DRAM bytes the program needs in all: constants, bindings and temporaries.</summary>
    public long DramBytes { get; init; }
    /// <summary>Scratchpad bytes of the fullest core.</summary>
    public long ScratchpadBytes { get; init; }
    /// <summary>Accumulator bytes of the fullest core.</summary>
    public long AccumulatorBytes { get; init; }
}

/// <summary>A semaphore: one producing and one consuming unit; the n-th wait pairs with the (n − initial)-th signal.</summary>
/// <param name="Id">Number instructions use, on both cores; unique on each core.</param>
/// <param name="Name">For people.</param>
/// <param name="ProducerCore">Core that signals.</param>
/// <param name="Producer">Unit that signals.</param>
/// <param name="ConsumerCore">Core that waits.</param>
/// <param name="Consumer">Unit that waits.</param>
/// <param name="Initial">Credits at start: waits that succeed without a signal.</param>
public sealed record SemaphoreDeclaration(SemaphoreId Id, string Name, int ProducerCore, UnitId Producer, int ConsumerCore, UnitId Consumer, int Initial = 0);

/// <summary>Initial bytes of DRAM.</summary>
/// <param name="Address">First byte.</param>
/// <param name="Data">Contents.</param>
public sealed record ConstantSegment(long Address, ImmutableArray<byte> Data);

/// <summary>A model input or output in DRAM, dense row-major.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="IsOutput">Direction.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Extents, outermost first, in the model's own order.</param>
/// <param name="Address">First byte.</param>
/// <param name="Scale">Quantisation scale for each channel of <paramref name="Axis"/>; one = per tensor; empty = none.</param>
/// <param name="ZeroPoint">Zero points as <paramref name="Scale"/>.</param>
/// <param name="Axis">Quantised axis, −1 = per tensor.</param>
public sealed record TensorBinding(string Name, bool IsOutput, DType Type, ImmutableArray<long> Shape, long Address, ImmutableArray<float> Scale, ImmutableArray<int> ZeroPoint, int Axis = -1)
{
    /// <summary>Bytes of the tensor.</summary>
    public long Bytes
    {
        get
        {
            long n = 1;
            foreach (long d in Shape)
            {
                n *= d;
            }
            return Type.BytesOf(n);
        }
    }
}

/// <summary>A named position in one core's code.</summary>
/// <param name="Name">Label.</param>
/// <param name="Core">Core.</param>
/// <param name="Position">Word position.</param>
public sealed record ProgramSymbol(string Name, int Core, int Position);
