using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends.Tests;

/// <summary>A graph as short lines, so that a test's expectation shows what was read.</summary>
internal static class GraphText
{
    public static string[] Lines(Graph graph) => [.. graph.Nodes.Select(Line)];

    public static string Line(Node node) =>
        $"{node.Name}: {Operation(node)} {string.Join(" ", node.Inputs.Where(v => v.Constant is null).Select(Shape))} -> {string.Join(" ", node.Outputs.Select(Shape))}";

    public static string Shape(Value value) => $"{value.Type.Name()}[{string.Join(",", value.Shape.Select(d => d.Size))}]";

    /// <summary>Number of nodes of each kind, sorted by kind.</summary>
    public static string Census(Graph graph) => string.Join(" ", graph.Nodes
        .GroupBy(n => n.Operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal).Replace("Node", "", StringComparison.Ordinal))
        .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}:{g.Count()}"));

    private static string Operation(Node node) => node.Operation switch
    {
        ConvOperation o => $"conv {Weights(node)} {Geometry(o.Geometry)}{(o.Geometry.Groups == 1 ? "" : $" groups {o.Geometry.Groups}")}{Bounds(o.Activation)}{Bias(o.HasBias)}{Mode(o.Requantization)}",
        DepthwiseConvOperation o => $"depthwise {Weights(node)} {Geometry(o.Geometry)}{Bounds(o.Activation)}{Bias(o.HasBias)}{Mode(o.Requantization)}",
        MatMulOperation o => $"matmul {Weights(node)}{Bounds(o.Activation)}{Bias(o.HasBias)}{Mode(o.Requantization)}",
        PoolOperation o => $"{o.Kind} {o.Geometry.KernelH}x{o.Geometry.KernelW} {Geometry(o.Geometry)}{(o.Geometry.CountPadding ? " counted" : "")}{Bounds(o.Activation)}",
        BinaryOperationNode o => $"{o.Operation}{Bounds(o.Activation)}",
        UnaryOperationNode o => $"{o.Function}",
        ClampOperation o => $"clamp{Bounds(o.Bounds)}",
        TransposeOperation o => $"transpose {string.Join(",", o.Permutation)}",
        ReduceOperation o => $"{(o.Mean ? "mean" : o.Kind)} {string.Join(",", o.Axes)}{(o.KeepDimensions ? " kept" : "")}",
        PadOperation o => $"pad {string.Join(",", o.Before)} {string.Join(",", o.After)} with {o.Value}",
        ConcatOperation o => $"concat {o.Axis}",
        SliceOperation o => $"slice {string.Join(",", o.Starts)} step {string.Join(",", o.Steps)}",
        QuantizeOperation o => $"quantize{(o.HalfAway ? " half away" : "")}",
        RequantizeOperation o => $"requantize {o.Requantization}",
        SoftmaxOperation o => $"softmax {o.Beta}",
        Operation o => o.GetType().Name.Replace("Operation", "", StringComparison.Ordinal).ToLowerInvariant(),
    };

    private static string Weights(Node node) => $"{Shape(node.Inputs[1])}{(node.Inputs[1].Quantization is { Axis: >= 0 } q ? $"/{q.Axis}" : "")}";

    private static string Geometry(ConvGeometry g) =>
        $"s{g.StrideH},{g.StrideW} p{g.PadTop},{g.PadBottom},{g.PadLeft},{g.PadRight}{((g.DilationH, g.DilationW) == (1, 1) ? "" : $" d{g.DilationH},{g.DilationW}")}";

    private static string Bounds(Clamp clamp) => clamp == Clamp.None ? "" : clamp == Clamp.Relu ? " relu" : $" {clamp.Min}..{clamp.Max}";

    private static string Bias(bool has) => has ? " bias" : "";

    private static string Mode(RequantMode? mode) => mode is null ? "" : $" {mode}";
}
