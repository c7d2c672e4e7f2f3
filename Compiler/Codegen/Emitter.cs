using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Writes the code of all cores in one global order: descriptors, instructions, tokens.</summary>
internal sealed partial class Emitter
{
    private readonly DependencyTracker tracker;
    private readonly OperandShapes shapes = new();
    private readonly List<Instruction>[] code;
    private readonly List<string> nodes = [];
    private readonly List<(string Name, int Core, int Index)> symbols = [];
    private readonly RegisterFile[] registers;
    private readonly List<Access> accesses = [];
    private readonly List<Operand> operands = [];
    private int node = -1;

    /// <summary>Starts empty code for <paramref name="cores"/> cores.</summary>
    public Emitter(int cores)
    {
        tracker = new DependencyTracker(cores);
        code = new List<Instruction>[cores];
        registers = new RegisterFile[cores];
        for (int i = 0; i < cores; i++)
        {
            int core = i;
            code[i] = [];
            registers[i] = new RegisterFile(word => Control(core, word));
        }
    }

    /// <summary>Cores that get code.</summary>
    public int Cores => code.Length;

    /// <summary>Instructions from here on belong to this graph node.</summary>
    public void BeginNode(string name)
    {
        node = nodes.Count;
        nodes.Add(name);
        for (int core = 0; core < code.Length; core++)
        {
            symbols.Add((name, core, code[core].Count));
        }
    }

    /// <summary>Reads a run-time extent from memory into a register that is kept, once whatever writes it has finished.</summary>
    public void LoadSymbol(int core, string symbol, View count)
    {
        registers[core].Define(symbol, (target, address) =>
        {
            Control(core, InstructionSet.Encode(new LoadImmediate(address, count.Address)));
            Instruction load = new(InstructionSet.Encode(new ScalarLoad(target, count.Buffer.Space, address, DType.I32, 0)), UnitKind.Control, node, []);
            tracker.Issue(core, load, [Access.Of(count, isWrite: false)]);
            code[core].Add(load);
        });
    }

    /// <summary>The run-time number of rows of tile [start, start + rows) of a symbolic extent, in a register.</summary>
    public RunTimeExtent Rows(int core, string symbol, long start, long rows) => registers[core].Rows(symbol, start, rows);

    private void Control(int core, MachineWord word) => code[core].Add(new Instruction(word, UnitKind.Control, node, []));

    // Until code is written, the number of a descriptor is that of the instruction's operand.
    private DescriptorId Needs(in Descriptor content, RunTimeExtent? rows = null, int residual = -1)
    {
        operands.Add(shapes.Split(content, rows, residual));
        return new DescriptorId((byte)(operands.Count - 1));
    }

    private DescriptorId Read(View view)
    {
        Touch(view, isWrite: false);
        return Needs(view.ToDescriptor(), view.Rows);
    }

    private DescriptorId Write(View view)
    {
        Touch(view, isWrite: true);
        return Needs(view.ToDescriptor(), view.Rows);
    }

    private DescriptorId Change(View view)
    {
        Touch(view, isWrite: false);
        return Write(view);
    }

    private void Touch(View view, bool isWrite)
    {
        if (view.Dims.Length > 5)
        {
            throw new CompileException("compile.rank", node >= 0 ? nodes[node] : "program", $"needs a tile of {view.Dims.Length} dimensions; legal: 1..5, split or merge dimensions of the model's tensor");
        }
        if (!view.Buffer.IsConstant)
        {
            accesses.Add(Access.Of(view, isWrite));
            if (view.ZeroPointArray >= 0)
            {
                accesses.Add(Access.Range(view.Buffer, view.ZeroPointArray, 4 * view.Dims[^1], isWrite: false));
            }
            if (view.Scales >= 0)
            {
                accesses.Add(Access.Range(view.Buffer, view.Scales, 4 * view.ScaleCount, isWrite: false));
            }
        }
    }

    private DescriptorId Drain(DrainPlan plan)
    {
        accesses.AddRange(plan.Reads);
        int residual = plan.Residual is { } tile ? Read(tile).Index : -1;
        return Needs(plan.Content, residual: residual);
    }

    private DescriptorId Geometry(in ConvGeometry g)
    {
        Descriptor d = new() { Kind = DescriptorKind.Conv };
        d[DescriptorField.ConvPadTop] = g.PadTop;
        d[DescriptorField.ConvPadBottom] = g.PadBottom;
        d[DescriptorField.ConvPadLeft] = g.PadLeft;
        d[DescriptorField.ConvPadRight] = g.PadRight;
        d[DescriptorField.ConvStrideH] = g.StrideH;
        d[DescriptorField.ConvStrideW] = g.StrideW;
        d[DescriptorField.ConvDilationH] = g.DilationH;
        d[DescriptorField.ConvDilationW] = g.DilationW;
        d[DescriptorField.ConvInputDilationH] = g.InputDilationH;
        d[DescriptorField.ConvInputDilationW] = g.InputDilationW;
        d[DescriptorField.ConvGroups] = g.Groups;
        d[DescriptorField.ConvKernelH] = g.KernelH;
        d[DescriptorField.ConvKernelW] = g.KernelW;
        d[DescriptorField.ConvCountPadding] = g.CountPadding ? 1 : 0;
        return Needs(d);
    }

    private void Issue<T>(int core, UnitKind unit, in T instruction) where T : struct, IInstruction<T>
    {
        InstructionHeader header = new(T.Opcode, Instance: (byte)(unit == UnitKind.Store ? 1 : 0));
        Instruction entry = new(InstructionSet.Encode(instruction, header), unit, node, [.. operands]);
        tracker.Issue(core, entry, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(accesses));
        code[core].Add(entry);
        accesses.Clear();
        operands.Clear();
    }

    /// <summary>Final code: loops rolled, descriptors and tokens placed, <c>halt</c> appended.</summary>
    public MachineProgram Finish(MachineProgram program, bool rollLoops)
    {
        var words = ImmutableArray.CreateBuilder<ImmutableArray<MachineWord>>();
        var maps = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var labels = ImmutableArray.CreateBuilder<ProgramSymbol>();
        TemplateTable templates = new();
        for (int core = 0; core < code.Length; core++)
        {
            CodeImage image = CodeImage.Build(code[core], shapes, templates, rollLoops);
            words.Add(image.Words);
            maps.Add(image.Nodes);
            foreach ((string name, int at, int index) in symbols)
            {
                if (at == core)
                {
                    labels.Add(new ProgramSymbol(name, core, image.Positions[index]));
                }
            }
        }
        return program with
        {
            Code = words.ToImmutable(),
            Entries = [.. new int[code.Length]],
            Templates = templates.Templates,
            Semaphores = [.. tracker.Declarations],
            Symbols = labels.ToImmutable(),
            Nodes = [.. nodes],
            SourceMap = maps.ToImmutable(),
        };
    }
}
