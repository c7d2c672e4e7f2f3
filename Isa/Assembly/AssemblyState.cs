using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace AccelEmu.Isa;

/// <summary>One core's code while it is assembled.</summary>
internal sealed class CoreSection
{
    public List<MachineWord> Words { get; } = [];

    public Dictionary<string, int> Labels { get; } = new(StringComparer.Ordinal);

    public List<int> Nodes { get; } = [];

    /// <summary>Where each word was written.</summary>
    public List<(string File, int Line)> Lines { get; } = [];

    public int Node { get; set; } = -1;

    public bool HasSource { get; set; }

    public int Entry { get; set; }
}

/// <summary>Everything an assembly has declared so far; the scope of its names.</summary>
internal sealed class AssemblyState : IOperandScope
{
    private readonly Dictionary<string, long> constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> templateNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> tableNames = new(StringComparer.Ordinal);

    public List<CoreSection> Cores { get; } = [new CoreSection()];

    public int Core { get; set; }

    public CoreSection Section => Cores[Core];

    public string Name { get; set; } = "";

    public List<Descriptor> Templates { get; } = [];

    public List<ImmutableArray<int>> Tables { get; } = [];

    public List<SemaphoreDeclaration> Semaphores { get; } = [];

    public DataSections Data { get; } = new();

    public List<TensorBinding> Bindings { get; } = [];

    public List<ProgramSymbol> Symbols { get; } = [];

    public List<string> Nodes { get; } = [];

    public List<string> Features { get; } = [];

    public long DramBytes { get; set; }

    public long ScratchpadBytes { get; set; }

    public long AccumulatorBytes { get; set; }

    public long? Value(string name) =>
        Section.Labels.TryGetValue(name, out int position) ? position : constants.TryGetValue(name, out long value) ? value : null;

    public int? Template(string name) => templateNames.TryGetValue(name, out int index) ? index : null;

    public int? Table(string name) => tableNames.TryGetValue(name, out int index) ? index : null;

    public SemaphoreId? Semaphore(string name)
    {
        foreach (SemaphoreDeclaration semaphore in Semaphores)
        {
            if (semaphore.Name == name && (semaphore.ProducerCore == Core || semaphore.ConsumerCore == Core))
            {
                return semaphore.Id;
            }
        }
        return null;
    }

    public void Define(Token name, long value) => Add(constants, name, value);

    public void Label(Token name)
    {
        Add(Section.Labels, name, Section.Words.Count);
        if (name.Text[0] != '.')
        {
            Symbols.Add(new ProgramSymbol(name.Text, Core, Section.Words.Count));
        }
    }

    public void AddTemplate(Token name, in Descriptor descriptor)
    {
        Add(templateNames, name, Templates.Count);
        Templates.Add(descriptor);
    }

    public int AddTable(Token name)
    {
        Add(tableNames, name, Tables.Count);
        Tables.Add([]);
        return Tables.Count - 1;
    }

    /// <summary>Lowest number no semaphore of the two cores has.</summary>
    public byte FreeSemaphore(int producerCore, int consumerCore, int column)
    {
        for (int id = 1; id < 256; id++)
        {
            if (!Semaphores.Exists(s => s.Id.Index == id && (s.ProducerCore == producerCore || s.ConsumerCore == producerCore || s.ProducerCore == consumerCore || s.ConsumerCore == consumerCore)))
            {
                return (byte)id;
            }
        }
        throw new AssemblyFault("asm.semaphore", column, "the core has no free semaphore; legal: at most 255");
    }

    public MachineProgram Build()
    {
        bool mapped = Cores.Exists(c => c.HasSource);
        return new MachineProgram
        {
            Name = Name,
            Code = [.. Cores.ConvertAll(c => c.Words.ToImmutableArray())],
            Entries = [.. Cores.ConvertAll(c => c.Entry)],
            Templates = [.. Templates],
            KernelTables = [.. Tables],
            Semaphores = [.. Semaphores],
            Constants = Data.Build(),
            Bindings = [.. Bindings],
            Symbols = [.. Symbols],
            Nodes = [.. Nodes],
            SourceMap = mapped ? [.. Cores.ConvertAll(c => c.HasSource ? c.Nodes.ToImmutableArray() : [])] : [],
            Features = [.. Features],
            DramBytes = DramBytes,
            ScratchpadBytes = ScratchpadBytes,
            AccumulatorBytes = AccumulatorBytes,
        };
    }

    private static void Add<T>(Dictionary<string, T> names, Token name, T value)
    {
        if (!names.TryAdd(name.Text, value))
        {
            throw new AssemblyFault("asm.duplicate", name.Column, $"'{name.Text}' is defined twice; legal: each name once");
        }
    }
}
