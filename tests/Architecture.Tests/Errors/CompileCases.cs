using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Compression;
using AccelEmu.Numerics;

namespace AccelEmu.Architecture.Tests;

/// <summary>Errors of graphs that cannot be compiled or pruned.</summary>
internal static class CompileCases
{
    private static readonly Quantization Whole = Quantization.PerTensor(0.5f, 0);

    public static readonly ErrorCase[] All =
    [
        Refused("compile.arithmetic", One(new ReduceOperation(Reduction.Sum, [1], false, Mean: true), I8("y", 2), I8("x", 2, 3)), "the mean of x: i8[2, 3]", "legal: floats"),
        Refused("compile.bias", One(new MatMulOperation(Clamp.None, HasBias: true), F32("y", 2, 4), F32("x", 2, 3), Constant(F32("w", 3, 4)), F32("b", 4)), "bias b: f32[4]", "a constant of shape [4]"),
        Refused("compile.capacity", One(new MatMulOperation(Clamp.None), F32("y", 2, 1 << 15), F32("x", 2, 1 << 15), F32("w", 1 << 15, 1 << 15)), "bytes of DRAM", "choose a machine with more DRAM"),
        new("compile.cores", () => ModelCompiler.Compile(Product(), IsaCases.Machine(), new CompileOptions { Cores = 2 }), "2 cores", "1..1"),
        Refused("compile.format", Product(SparseFormat.Bitmask), "w: f32[3, 4]", "else dense"),
        new("compile.geometry", () => ModelCompiler.Compile(One(new ConvOperation(ConvGeometry.Unit with { PadTop = 3 }, Clamp.None), F32("y", 1, 7, 4, 2), F32("x", 1, 4, 4, 2), Constant(F32("w", 1, 1, 2, 2))), IsaCases.Machine(), RowByRow(1)), "output rows 0..0", "padding smaller than the kernel"),
        Refused("compile.graph", One(new MatMulOperation(Clamp.None), F32("y", 2, 5), F32("x", 2, 3), Constant(F32("w", 3, 4))), "y: f32[2, 5]", "[2, 4]"),
        new("compile.invalid", () => throw new CompileException("made without a code")),
        new("compile.mapping", () => ModelCompiler.Compile(Product(), IsaCases.Machine(), new CompileOptions { Mapping = new Mapping([new LayerMapping("node", TileRows: 9)]) }), "tile_rows = 9", "1..2"),
        Unchecked("compile.operands", One(new MatMulOperation(Clamp.None), F32("y", 2, 4), F32("x", 2, 3)), "1 inputs", "legal: 2 and 1"),
        Refused("compile.operation", One(new Unheard(), F32("y", 2), F32("x", 2)), "Unheard", "rewrite it"),
        Refused("compile.quantization", One(new QuantizeOperation(false), PerFirstAxis(), F32("x", 2, 3)), "y: i8[2, 3]", "along its last dimension"),
        Refused("compile.rank", One(new SliceOperation([0, 0, 0, 0, 0, 0], [2, 2, 2, 2, 2, 2]), F32("y", 2, 2, 2, 2, 2, 2), F32("x", 4, 4, 4, 4, 4, 4)), "6 dimensions", "1..5"),
        new("compile.semaphores", () => ModelCompiler.Compile(Wide(), IsaCases.Machine(400), RowByRow(400)), "255 semaphores", "use fewer cores"),
        Unchecked("compile.shape", One(new MatMulOperation(Clamp.None), F32("y", 2, 4), F32("x", 2, 3), Constant(F32("w", 5, 4))), "x: f32[2, 3]", "[..., M, K] · [K, N]"),
        Refused("compile.symbols", RunTimeRows(), "'m'", "legal: "),
        Refused("compile.type", One(new TransposeOperation([1, 0]), new Value("y", DType.I4, 4, 2), new Value("x", DType.I4, 2, 4)), "i4", "at least 8 bits"),
        Refused("compile.weights", One(new ConvOperation(ConvGeometry.Unit, Clamp.None), F32("y", 1, 4, 4, 2), F32("x", 1, 4, 4, 2), F32("w", 1, 1, 2, 2)), "w: f32[1, 1, 2, 2]", "constant weights"),
        new("compress.dtype", () => MagnitudePruner.Prune(One(new MatMulOperation(Clamp.None), new Value("y", DType.F16, 2, 4), new Value("x", DType.F16, 2, 3), Constant(new Value("w", DType.F16, 3, 4))), 0.5), "f16", "i8, u8 and f32"),
    ];

    /// <summary>A graph of one node, whose operands without contents are the graph's inputs.</summary>
    public static Graph One(Operation operation, Value output, params Value[] inputs)
    {
        Graph graph = new() { Name = "graph" };
        graph.Inputs.AddRange(inputs.Where(i => i.Constant is null));
        graph.Outputs.Add(graph.Add("node", operation, output, inputs));
        return graph;
    }

    public static Value F32(string name, params IEnumerable<int> shape) => new(name, DType.F32, shape.Select(s => (Dimension)s));

    public static Value Constant(Value value)
    {
        value.Constant = new byte[value.Shape.Aggregate(1L, (n, d) => n * d.Size) * value.Type.Bits() / 8];
        return value;
    }

    private static Value I8(string name, params IEnumerable<int> shape) => new(name, DType.I8, shape.Select(s => (Dimension)s)) { Quantization = Whole };

    private static Graph Product(SparseFormat storage = SparseFormat.Dense)
    {
        Value w = Constant(F32("w", 3, 4));
        w.Storage = storage;
        return One(new MatMulOperation(Clamp.None), F32("y", 2, 4), F32("x", 2, 3), w);
    }

    private static Value PerFirstAxis()
    {
        Value y = I8("y", 2, 3);
        y.Quantization = new Quantization([1, 2], [0, 0], 0);
        return y;
    }

    private static Graph RunTimeRows()
    {
        Dimension rows = new(4, "m");
        Value mask = new("mask", DType.U8, 4), index = new("index", DType.I32, rows), x = F32("x", 4, 2), y = new("picked", DType.F32, rows, 2);
        Graph graph = One(new CompactOperation(), index, mask);
        graph.Inputs.Add(x);
        graph.Add("gather", new GatherRowsOperation(), y, x, index);
        graph.Outputs[0] = graph.Add("sum", new ReduceOperation(Reduction.Sum, [0], false), F32("sum", 2), y);
        return graph;
    }

    /// <summary>Rows over all cores, then a product that mixes them all.</summary>
    private static Graph Wide()
    {
        Value x = F32("x", 400, 16), h = F32("h", 400, 400);
        Graph graph = One(new MatMulOperation(Clamp.None), h, x, Constant(F32("w", 16, 400)));
        graph.Outputs[0] = graph.Add("mix", new MatMulOperation(Clamp.None), F32("y", 16, 400), Constant(F32("v", 16, 400)), h);
        return graph;
    }

    private static CompileOptions RowByRow(int cores) => new() { Cores = cores, Mapping = new Mapping([new LayerMapping("node", TileRows: 1)]) };

    private static ErrorCase Refused(string code, Graph graph, params string[] says) => new(code, () => ModelCompiler.Compile(graph, IsaCases.Machine()), says);

    /// <summary>Without graph passes, which would notice first.</summary>
    private static ErrorCase Unchecked(string code, Graph graph, params string[] says) =>
        new(code, () => ModelCompiler.Compile(graph, IsaCases.Machine(), new CompileOptions { Optimize = false }), says);

    private sealed record Unheard : Operation;
}
