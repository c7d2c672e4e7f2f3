using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.TestKit;

/// <summary>
/// Random legal programs: loops nest, targets stay in their bodies, semaphores are used by their declared units, tables and templates exist. Nothing promises that they end, or that
/// their operands make sense: they trap, deadlock and loop.
/// </summary>
public sealed class RandomProgram
{
    private const int Semaphores = 6;
    private readonly Random random;
    private readonly List<MachineWord> code = [];
    private readonly List<SemaphoreDeclaration> semaphores = [];
    private readonly int templates;
    private int core;

    private RandomProgram(int seed)
    {
        random = new Random(seed);
        templates = random.Next(1, 6);
    }

    /// <summary>A legal program of about <paramref name="size"/> instructions a core; equal arguments give equal programs.</summary>
    public static MachineProgram Generate(int seed, int size) => new RandomProgram(seed).Build(size);

    private MachineProgram Build(int size)
    {
        int cores = random.Next(1, 3);
        DeclareSemaphores(cores);
        List<ImmutableArray<MachineWord>> codes = [];
        List<int> entries = [];
        List<int> functions = [];
        for (core = 0; core < cores; core++)
        {
            code.Clear();
            functions = Functions();
            entries.Add(code.Count);
            Block(size, functions, 0);
            code.Add(InstructionSet.Encode(new Halt()));
            codes.Add([.. code]);
        }
        return Dress(new MachineProgram { Code = [.. codes], Entries = [.. entries], KernelTables = [[.. functions], [functions[0]]] });
    }

    private void DeclareSemaphores(int cores)
    {
        for (int i = 0; i < Semaphores; i++)
        {
            semaphores.Add(new SemaphoreDeclaration(
                new SemaphoreId((byte)((i * 7) + 1)),
                random.Next(3) == 0 ? $"odd name {i}" : $"token{i}",
                random.Next(cores), Unit(),
                random.Next(cores), Unit(),
                random.Next(3)));
        }
    }

    private UnitId Unit()
    {
        UnitKind kind = (UnitKind)random.Next(5);
        return new UnitId(kind, kind is UnitKind.Matrix or UnitKind.Vector ? (byte)random.Next(2) : (byte)0);
    }

    /// <summary>Two functions at the same positions on every core, so that kernel tables fit all.</summary>
    private List<int> Functions()
    {
        List<int> starts = [];
        for (int f = 0; f < 2; f++)
        {
            starts.Add(code.Count);
            code.Add(InstructionSet.Encode(new AluImmediate(AluOperation.Add, new RegisterId((byte)f), new RegisterId(1), f)));
            code.Add(InstructionSet.Encode(new Return()));
        }
        return starts;
    }

    /// <summary>Instructions of one body; branches among them are aimed once their positions are known.</summary>
    private void Block(int size, List<int> functions, int depth)
    {
        List<int> own = [];
        int end = code.Count + size;
        while (code.Count < end)
        {
            own.Add(code.Count);
            if (depth < 4 && end - code.Count > 4 && random.Next(8) == 0)
            {
                int start = code.Count;
                code.Add(default);
                Block(random.Next(1, (end - code.Count) / 2 + 1), functions, depth + 1);
                bool register = random.Next(2) == 0;
                Loop loop = new(register ? new RegisterId((byte)random.Next(32)) : null, register ? 0 : (uint)random.Next(4), new CodeAddress(code.Count));
                code[start] = InstructionSet.Encode(loop, Header(new UnitId(UnitKind.Control, 0), 0));
            }
            else
            {
                code.Add(Instruction(functions));
            }
        }
        foreach (int pc in own)
        {
            code[pc] = Aim(code[pc], own[random.Next(own.Count)]);
        }
    }

    private static MachineWord Aim(MachineWord word, int target)
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        return header.Opcode switch
        {
            Opcode.Jump => InstructionSet.Encode(new Jump(new CodeAddress(target)), header),
            Opcode.Branch => InstructionSet.Encode(InstructionSet.Decode<Branch>(word) with { Target = new CodeAddress(target) }, header),
            _ => word,
        };
    }

    private MachineWord Instruction(List<int> functions)
    {
        InstructionInfo info;
        do
        {
            info = InstructionSet.All[random.Next(InstructionSet.All.Length)];
        }
        while (info.Opcode == Opcode.Loop);
        MachineWord word = RandomFields.Word(info, random);
        InstructionHeader drawn = InstructionHeader.Decode(word);
        UnitId unit = ControlInterpreter.UnitOf(drawn, word);
        if (info.Class == InstructionClass.Sync && unit.Kind is UnitKind.Matrix or UnitKind.Vector)
        {
            unit = unit with { Instance = (byte)random.Next(2) };
        }
        byte instance = info.Class == InstructionClass.Move ? drawn.Instance : (byte)(unit.Instance & 1);
        unit = info.Class == InstructionClass.Move ? unit : unit with { Instance = instance };
        MachineWord body = Fit(info.Opcode, word, functions);
        InstructionHeader header = Header(unit, instance) with { Opcode = info.Opcode };
        return new MachineWord(header.Encode().Low | (body.Low & ~((1UL << InstructionHeader.Bits) - 1)), body.High);
    }

    private InstructionHeader Header(UnitId unit, byte instance)
    {
        SemaphoreId Pick(Func<SemaphoreDeclaration, bool> mine)
        {
            List<SemaphoreId> ids = [.. semaphores.Where(mine).Select(s => s.Id)];
            return ids.Count == 0 || random.Next(2) == 0 ? default : ids[random.Next(ids.Count)];
        }
        bool Waits(SemaphoreDeclaration s) => s.ConsumerCore == core && s.Consumer == unit;
        bool Signals(SemaphoreDeclaration s) => s.ProducerCore == core && s.Producer == unit;
        return new InstructionHeader(
            default,
            random.Next(3) == 0 ? new PredicateId((byte)random.Next(16)) : default,
            random.Next(4) == 0,
            instance,
            Pick(Waits), Pick(Waits), Pick(Signals), Pick(Signals));
    }

    /// <summary>Changes what would not be legal in this program.</summary>
    private MachineWord Fit(Opcode opcode, MachineWord word, List<int> functions)
    {
        DescriptorId? output = new DescriptorId((byte)random.Next(64)), drain = new DescriptorId((byte)random.Next(64));
        byte pair = (byte)random.Next(RegisterId.Count - 1);
        switch (opcode)
        {
            case Opcode.ScalarLoad:
                return InstructionSet.Encode(InstructionSet.Decode<ScalarLoad>(word) with { Type = (DType)random.Next(8) });
            case Opcode.ScalarStore:
                return InstructionSet.Encode(InstructionSet.Decode<ScalarStore>(word) with { Type = (DType)random.Next(8) });
            case Opcode.Call:
                return InstructionSet.Encode(new Call(new CodeAddress(functions[random.Next(functions.Count)])));
            case Opcode.Dispatch:
                return InstructionSet.Encode(InstructionSet.Decode<Dispatch>(word) with { Table = (uint)random.Next(2) });
            case Opcode.DescriptorLoad:
                return InstructionSet.Encode(InstructionSet.Decode<DescriptorLoad>(word) with { Template = (uint)random.Next(templates) });
            case Opcode.DescriptorSlice:
                return InstructionSet.Encode(InstructionSet.Decode<DescriptorSlice>(word) with { Dimension = (uint)random.Next(5) });
            case Opcode.DescriptorTranspose:
                DescriptorTranspose axes = InstructionSet.Decode<DescriptorTranspose>(word);
                return InstructionSet.Encode(axes with { Axis0 = axes.Axis0 % 5, Axis1 = axes.Axis1 % 5, Axis2 = axes.Axis2 % 5, Axis3 = axes.Axis3 % 5, Axis4 = axes.Axis4 % 5 });
            case Opcode.Philox:
                return InstructionSet.Encode(new Philox(new RegisterId(pair), new RegisterId(pair), new RegisterId(3)));
            case Opcode.RandomFill:
                return InstructionSet.Encode(InstructionSet.Decode<RandomFill>(word) with { Counter = new RegisterId(pair) });
            case Opcode.Fill:
                Fill fill = InstructionSet.Decode<Fill>(word);
                return InstructionSet.Encode(fill.Register is null ? fill : fill with { Value = 0 });
            case Opcode.ConfigureArray:
                return InstructionSet.Encode(InstructionSet.Decode<ConfigureArray>(word) with { Rows = 16, Columns = (uint)random.Next(1, 65536) });
            case Opcode.Reduce:
                return InstructionSet.Encode(InstructionSet.Decode<Reduce>(word) with { Axes = (uint)random.Next(1, 6) });
            case Opcode.MatMul:
                MatMul matmul = InstructionSet.Decode<MatMul>(word);
                return InstructionSet.Encode(matmul.Disposition == SumsDisposition.Keep ? matmul with { Out = null, Drain = null } : matmul with { Out = output, Drain = drain });
            case Opcode.Conv:
                Conv conv = InstructionSet.Decode<Conv>(word);
                return InstructionSet.Encode(conv.Disposition == SumsDisposition.Keep ? conv with { Out = null, Drain = null } : conv with { Out = output, Drain = drain });
            case Opcode.DepthwiseConv:
                DepthwiseConv depthwise = InstructionSet.Decode<DepthwiseConv>(word);
                return InstructionSet.Encode(depthwise.Disposition == SumsDisposition.Keep ? depthwise with { Out = null, Drain = null } : depthwise with { Out = output, Drain = drain });
            case Opcode.GroupedMatMul:
                GroupedMatMul grouped = InstructionSet.Decode<GroupedMatMul>(word);
                return InstructionSet.Encode(grouped.Disposition == SumsDisposition.Keep ? grouped with { Out = null, Drain = null } : grouped with { Out = output, Drain = drain });
            default:
                return word;
        }
    }

    /// <summary>Adds everything that is not code.</summary>
    private MachineProgram Dress(MachineProgram program)
    {
        byte[] constants = new byte[random.Next(100)];
        random.NextBytes(constants);
        bool mapped = random.Next(2) == 0;
        return program with
        {
            Name = $"random \"{random.Next()}\" λ",
            Templates = [.. Enumerable.Range(0, templates).Select(_ => Template())],
            Semaphores = [.. semaphores],
            Constants = [new ConstantSegment(random.Next(1000), [.. constants]), new ConstantSegment(2000, [])],
            Bindings =
            [
                new TensorBinding("input:0", false, DType.F32, [1, 3, 2], 3000, [], []),
                new TensorBinding("out", true, DType.I8, [7], 3100, [0.1f, float.PositiveInfinity, random.NextSingle()], [-1, 2, 3], 0),
            ],
            Symbols = [.. Enumerable.Range(0, 4).Select(i => new ProgramSymbol(i == 0 ? "layer/0; odd" : $"label{i}", random.Next(program.Code.Length), random.Next(4)))],
            Nodes = ["conv1", "fc \n 2"],
            SourceMap = mapped ? [.. program.Code.Select(c => c.Select(_ => random.Next(-1, 2)).ToImmutableArray())] : [],
            Features = random.Next(2) == 0 ? [] : ["format:bitmask"],
            DramBytes = 4096,
            ScratchpadBytes = random.Next(1 << 16),
            AccumulatorBytes = random.Next(1 << 16),
        };
    }

    private Descriptor Template()
    {
        Descriptor descriptor = new() { Kind = (DescriptorKind)random.Next(1, 4) };
        if (random.Next(2) == 0)
        {
            descriptor = TileDescriptor.Create(Space.Scratchpad, random.Next(4096), 4096, random.Next(64), TileShape.Dense((DType)random.Next(17), 1 + random.Next(8), 1 + random.Next(8)));
        }
        foreach (DescriptorField field in DescriptorFields.All)
        {
            if (field.Kind() == descriptor.Kind && random.Next(3) == 0)
            {
                descriptor[field] = random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next(-2, 70);
            }
        }
        return descriptor;
    }
}
