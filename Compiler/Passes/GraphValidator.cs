using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// Checks that a graph means something: each value is made once and before its use, and shapes, types and quantisations of each node are what its
/// operation gives. Cheap enough for every compilation.
/// </summary>
public static class GraphValidator
{
    /// <summary>Checks.</summary>
    /// <exception cref="CompileException">The first contradiction: node, field, value, and what would be legal.</exception>
    public static void Check(Graph graph)
    {
        System.ArgumentNullException.ThrowIfNull(graph);
        HashSet<Value> known = [];
        HashSet<string> names = [];
        foreach (Value input in graph.Inputs)
        {
            Require(known.Add(input) && input.Constant is null, graph.Name, "input", input.ToString(), "each model input once, without contents");
            CheckValue(input, "input " + input.Name);
        }
        foreach (Node node in graph.Nodes)
        {
            Require(names.Add(node.Name), node.Name, "name", node.Name, "unique in the graph");
            foreach (Value input in node.Inputs)
            {
                Require(known.Contains(input) || input.Constant is not null, node.Name, "operand", input.ToString(), "a model input, a constant, or made by an earlier node");
                if (input.Constant is not null)
                {
                    CheckValue(input, node.Name);
                }
            }
            foreach (Value output in node.Outputs)
            {
                Require(known.Add(output) && output.Constant is null, node.Name, "result", output.ToString(), "made by one node only");
                CheckValue(output, node.Name);
            }
            CheckNode(new NodeCheck(node));
        }
        foreach (Value output in graph.Outputs)
        {
            Require(known.Contains(output) || output.Constant is not null, graph.Name, "output", output.ToString(), "made by a node, an input or a constant");
        }
    }

    private static void CheckNode(NodeCheck node)
    {
        switch (node.Operation)
        {
            case ConvOperation conv:
                MatrixChecks.Conv(node, conv);
                break;
            case DepthwiseConvOperation conv:
                MatrixChecks.Depthwise(node, conv);
                break;
            case MatMulOperation:
                MatrixChecks.MatMul(node);
                break;
            case BinaryOperationNode binary:
                ElementwiseChecks.Binary(node, binary);
                break;
            case CompareOperation:
                ElementwiseChecks.Compare(node);
                break;
            case UnaryOperationNode or ClampOperation:
                ElementwiseChecks.SameTypeAndShape(node);
                break;
            case SoftmaxOperation softmax:
                NormChecks.Softmax(node, softmax);
                break;
            case LayerNormOperation:
                NormChecks.LayerNorm(node);
                break;
            case TableOperation table:
                ElementwiseChecks.Table(node, table);
                break;
            case QuantizeOperation or DequantizeOperation or RequantizeOperation or ConvertOperation:
                ElementwiseChecks.Conversion(node);
                break;
            case PoolOperation pool:
                MatrixChecks.Pool(node, pool);
                break;
            case ReduceOperation reduce:
                MoveChecks.Reduce(node, reduce);
                break;
            case ReshapeOperation:
                MoveChecks.Reshape(node);
                break;
            case TransposeOperation transpose:
                MoveChecks.Transpose(node, transpose);
                break;
            case PadOperation pad:
                MoveChecks.Pad(node, pad);
                break;
            case ConcatOperation concat:
                MoveChecks.Concat(node, concat);
                break;
            case SliceOperation slice:
                MoveChecks.Slice(node, slice);
                break;
            case CompactOperation:
                RowChecks.Compact(node);
                break;
            case GatherRowsOperation:
                RowChecks.Gather(node);
                break;
            case ScatterRowsOperation:
                RowChecks.Scatter(node);
                break;
        }
    }

    private static void CheckValue(Value value, string place)
    {
        Require(value.Shape.All(d => d.Size >= 0), place, "shape", value.ToString(), "extents of 0 or more");
        if (value.Constant is { } bytes)
        {
            long rows = value.Shape.Length == 0 ? 1 : value.Shape[..^1].Elements();
            long expected = rows * value.Type.BytesOf(value.Shape.Length == 0 ? 1 : value.Shape[^1].Size);
            Require(value.Shape.All(d => d.IsStatic), place, "constant", value.ToString(), "static extents");
            Require(bytes.Length == expected, place, "constant", $"{value} of {bytes.Length} bytes", $"{expected} bytes");
        }
        if (value.Quantization is not { } q)
        {
            return;
        }
        Require(value.Type.IsInteger(), place, "quantisation", value.ToString(), "an integer type");
        Require(q.Axis >= -1 && q.Axis < value.Shape.Length, place, "quantisation axis", $"{q.Axis} of {value}", $"-1 to {value.Shape.Length - 1}");
        long count = q.Axis < 0 ? 1 : value.Shape[q.Axis].Size;
        Require(q.Scales.Length == count && q.ZeroPoints.Length == count, place, "quantisation", $"{q.Scales.Length} scales, {q.ZeroPoints.Length} zero points of {value}", $"{count} of each");
        // There is one for each channel: the text is put together for the wrong one only.
        if (q.Scales.Any(s => !(s > 0 && float.IsFinite(s))))
        {
            Require(false, place, "scale", $"{q.Scales.First(s => !(s > 0 && float.IsFinite(s)))} of {value}", "finite and above 0");
        }
        long least = value.Type.MinValue(), most = value.Type.MaxValue();
        if (q.ZeroPoints.Any(z => z < least || z > most))
        {
            Require(false, place, "zero point", $"{q.ZeroPoints.First(z => z < least || z > most)} of {value}", $"{least} to {most}");
        }
    }

    private static void Require(bool condition, string place, string field, string value, string legal)
    {
        if (!condition)
        {
            throw new CompileException("compile.graph", place, $"{field} is {value}; legal: {legal}");
        }
    }
}
