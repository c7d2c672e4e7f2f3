using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing.Tests;

/// <summary>Builds small programs word by word; one list of words for each core.</summary>
internal sealed class ProgramText
{
    private readonly List<List<MachineWord>> cores = [];
    private readonly List<List<int>> sources = [];
    private readonly List<Descriptor> templates = [];
    private readonly List<SemaphoreDeclaration> semaphores = [];
    private readonly List<string> nodes = [];

    public ProgramText(int cores = 1)
    {
        for (int c = 0; c < cores; c++)
        {
            this.cores.Add([]);
            sources.Add([]);
        }
    }

    public int Core { get; set; }

    public int Node { get; set; } = -1;

    public int Position => cores[Core].Count;

    public ImmutableArray<ConstantSegment> Constants { get; set; } = [];

    public static UnitId Load => new(UnitKind.Load, 0);
    public static UnitId Store => new(UnitKind.Store, 0);
    public static UnitId Matrix => new(UnitKind.Matrix, 0);
    public static UnitId Vector => new(UnitKind.Vector, 0);
    public static UnitId Control => new(UnitKind.Control, 0);

    public int NewNode(string name)
    {
        nodes.Add(name);
        return nodes.Count - 1;
    }

    /// <summary>Adds a template and loads it: one control slot.</summary>
    public DescriptorId Descriptor(int id, in Descriptor template)
    {
        templates.Add(template);
        Add(new DescriptorLoad(new DescriptorId((byte)id), (uint)(templates.Count - 1)));
        return new DescriptorId((byte)id);
    }

    public DescriptorId Tile(int id, Space space, long address, DType type, params long[] dims) => Tile(id, space, address, TileShape.Dense(type, dims));

    public DescriptorId Tile(int id, Space space, long address, TileShape shape, int core = -1) =>
        Descriptor(id, TileDescriptor.Create(space, address, shape.SpanBytes(), 0, shape, core));

    public SemaphoreId Semaphore(byte id, UnitId producer, UnitId consumer, int initial = 0, int producerCore = 0, int consumerCore = 0)
    {
        SemaphoreId semaphore = new(id);
        semaphores.Add(new SemaphoreDeclaration(semaphore, $"s{id}", producerCore, producer, consumerCore, consumer, initial));
        return semaphore;
    }

    public void Add<T>(in T instruction, SemaphoreId wait = default, SemaphoreId signal = default, SemaphoreId wait1 = default, byte instance = 0, PredicateId predicate = default) where T : struct, IInstruction<T>
    {
        cores[Core].Add(InstructionSet.Encode(instruction, new InstructionHeader(T.Opcode, predicate, false, instance, wait, wait1, signal)));
        sources[Core].Add(Node);
    }

    public void Replace<T>(int position, in T instruction) where T : struct, IInstruction<T> => cores[Core][position] = InstructionSet.Encode(instruction);

    public MachineProgram Build()
    {
        ImmutableArray<ImmutableArray<MachineWord>>.Builder code = ImmutableArray.CreateBuilder<ImmutableArray<MachineWord>>();
        ImmutableArray<ImmutableArray<int>>.Builder map = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        for (int c = 0; c < cores.Count; c++)
        {
            code.Add([.. cores[c], InstructionSet.Encode(new Halt())]);
            map.Add([.. sources[c], Node]);
        }
        return new MachineProgram
        {
            Name = "test",
            Code = code.ToImmutable(),
            Entries = [.. new int[cores.Count]],
            Templates = [.. templates],
            Semaphores = [.. semaphores],
            Constants = Constants,
            Nodes = [.. nodes],
            SourceMap = map.ToImmutable(),
            DramBytes = 1 << 16,
        };
    }

    /// <summary>DRAM 8 B/cycle after 10, scratchpad and accumulator 64 B/cycle after 1, one 4 × 4 array, 4 lanes.</summary>
    public static MachineConfig Machine(int cores = 1, Dataflow dataflow = Dataflow.WeightStationary) => new()
    {
        Name = "test",
        ClockHertz = 1e9,
        Cores = cores,
        Dram = new MemoryConfig(1 << 20, 8, 10),
        Scratchpad = new MemoryConfig(1 << 16, 64, 1),
        Accumulator = new MemoryConfig(1 << 16, 64, 1),
        Arrays = [new ArrayConfig(4, 4, dataflow, Reshapeable: true, ReconfigureCycles: 7)],
        Vector = new VectorConfig(4, 3, 5),
        Link = new LinkConfig(4, 6),
        Formats = [SparseFormat.Dense, SparseFormat.Bitmask],
    };
}
