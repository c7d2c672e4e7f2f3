using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>Compiles a model for a machine: graph passes, memory plan, lowering of every node, final code.</summary>
public static class ModelCompiler
{
    /// <summary>Compiles.</summary>
    /// <param name="graph">The model; it is not changed.</param>
    /// <param name="machine">Machine it runs on.</param>
    /// <param name="options">Choices; null = defaults.</param>
    /// <exception cref="CompileException">The model cannot run on this machine, or the mapping is not legal.</exception>
    public static CompiledModel Compile(Graph graph, MachineConfig machine, CompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(machine);
        options ??= new CompileOptions();
        if (options.Cores < 1 || options.Cores > machine.Cores)
        {
            throw new CompileException("compile.cores", machine.Name, $"is asked for {options.Cores} cores; legal: 1..{machine.Cores}");
        }
        if (options.Optimize)
        {
            graph = GraphPasses.Run(graph);
        }
        CheckMappedNodes(graph, options);
        // Values kept in the scratchpad leave less room for tiles: when a layer does not fit, they move to DRAM.
        foreach (int share in (ReadOnlySpan<int>)[2, 4])
        {
            if (options.Cores > 1)
            {
                break;
            }
            try
            {
                return Compile(graph, machine, options, machine.Scratchpad.Bytes / share);
            }
            catch (CompileException e) when (e.Code is "compile.capacity" or "compile.mapping")
            {
                continue;
            }
        }
        return Compile(graph, machine, options, 0);
    }

    private static CompiledModel Compile(Graph graph, MachineConfig machine, CompileOptions options, long residentBytes)
    {
        DramLayout dram = new(machine.Dram.Bytes);
        ValuePlan plan = ValuePlan.Make(graph, options.KeepIntermediates, residentBytes, dram);
        WorkArea[] areas = [.. Enumerable.Range(0, options.Cores).Select(core => new WorkArea(core, plan.ResidentBytes, machine.Scratchpad.Bytes))];
        Emitter emitter = new(options.Cores);
        LoweringContext context = new(machine, options, options.Requantization ?? graph.Requantization, emitter, dram, areas, plan);
        foreach (Node node in graph.Nodes)
        {
            emitter.BeginNode(node.Name);
            NodeLowering.Lower(context, node, plan);
        }
        foreach ((Value source, Value target) in plan.Copies)
        {
            emitter.BeginNode(target.Name);
            MoveLowering.Copy(context, context.ViewOf(source), context.ViewOf(target));
        }
        MachineProgram program = emitter.Finish(new MachineProgram
        {
            Name = graph.Name,
            Constants = dram.Constants,
            Bindings = [.. plan.Bindings],
            DramBytes = dram.Bytes,
            ScratchpadBytes = areas.Max(area => area.HighWater),
            AccumulatorBytes = context.AccumulatorBytes,
        }, options.RollLoops);
        return new CompiledModel(program, machine, new Mapping([.. context.Chosen]));
    }

    private static void CheckMappedNodes(Graph graph, CompileOptions options)
    {
        foreach (LayerMapping layer in options.Mapping?.Layers ?? ImmutableArray<LayerMapping>.Empty)
        {
            if (graph.Nodes.All(node => node.Name != layer.Node))
            {
                throw new CompileException("compile.mapping", layer.Node, "is mapped but is no node of the model; legal: names of the model's nodes after graph passes");
            }
        }
    }
}
