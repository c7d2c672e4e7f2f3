using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// After this pass no move, elementwise function or type change of plain numbers has only constant operands: its result is a constant, computed by
/// <see cref="Reference"/> and so the bits that the machine would compute.
/// </summary>
/// <remarks>
/// Model outputs stay computed. Dequantisations are folded only when asked, at the end: <see cref="FuseQuantized"/> looks for them. Results larger
/// than <see cref="LargestGrowth"/> times their operands are left to the machine, which broadcasts for free.
/// </remarks>
internal static class FoldConstants
{
    private const int LargestGrowth = 2;

    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph, bool dequantize)
    {
        GraphEditor editor = new(graph);
        foreach (Node node in graph.Nodes.ToArray())
        {
            if (CanFold(node, editor, dequantize) && Fold(node) is { } bytes)
            {
                node.Outputs[0].Constant = bytes;
                editor.Remove(node);
            }
        }
    }

    private static bool CanFold(Node node, GraphEditor editor, bool dequantize)
    {
        Value output = node.Outputs[0];
        return node.Outputs.Count == 1 && node.Inputs.Count > 0 && !editor.IsOutput(output)
            && node.Inputs.Append(output).All(v => !v.Type.IsSubByte() && v.Shape.All(d => d.IsStatic))
            && node.Inputs.All(v => v.Constant is not null)
            && output.Shape.Elements() <= LargestGrowth * node.Inputs.Sum(v => v.Shape.Elements())
            && (dequantize || node.Operation is not DequantizeOperation);
    }

    private static byte[]? Fold(Node node)
    {
        Value x = node.Inputs[0];
        Value output = node.Outputs[0];
        bool plain = node.Inputs.Append(output).All(v => v.Quantization is null && v.Shape.Length <= MaximumRank);
        return node.Operation switch
        {
            ReshapeOperation => x.Constant,
            TransposeOperation transpose => ConstantMoves.Transpose(x, transpose.Permutation, output.Name).Constant,
            PadOperation pad => FillElement(pad.Value, x.Type) is { } fill ? ConstantMoves.Pad(x, pad, output.Shape, fill) : null,
            DequantizeOperation when x.IsPerTensor() || x.Quantization!.Axis == x.Shape.Length - 1 => Dequantize(x, output),
            BinaryOperationNode { Activation: var activation } binary when plain && activation == Clamp.None =>
                Compute(output, node.Inputs, (y, a, b) => Reference.Binary(binary.Operation, y, a, b)),
            UnaryOperationNode unary when plain => Compute(output, [x, x], (y, a, _) => Reference.Unary(unary.Function, y, a)),
            ConvertOperation when plain => Compute(output, [x, x], (y, a, _) => Reference.Convert(y, a)),
            _ => null,
        };
    }

    private const int MaximumRank = 5;

    private delegate void TileFunction(Tile output, Tile a, Tile b);

    private static byte[] Compute(Value output, List<Value> inputs, TileFunction function)
    {
        byte[] result = new byte[output.Type.BytesOf(output.Shape.Elements())];
        TileShape shape = Broadcast(output, output);
        function(new Tile(result, shape), new Tile(inputs[0].Constant, Broadcast(inputs[0], output)), new Tile(inputs[1].Constant, Broadcast(inputs[1], output)));
        return result;
    }

    private static byte[] Dequantize(Value x, Value output)
    {
        byte[] result = new byte[output.Type.BytesOf(output.Shape.Elements())];
        Quantization q = x.Quantization!;
        long last = x.Shape.Length == 0 ? 1 : x.Shape[^1].Size;
        TileShape rows = TileShape.Dense(x.Type, x.Shape.Elements() / Math.Max(last, 1), last);
        rows.ZeroPoint = q.ZeroPoints[0];
        Tile source = new(x.Constant, rows) { ZeroPoints = q.ZeroPoints.Length > 1 ? q.ZeroPoints : [] };
        Reference.Dequantize(new Tile(result, TileShape.Dense(output.Type, rows.Dims[0], last)), source, q.Scales);
        return result;
    }

    /// <summary>The shape of an operand stretched to the result's extents by strides of 0.</summary>
    private static TileShape Broadcast(Value value, Value output)
    {
        int rank = Math.Max(output.Shape.Length, 1);
        TileShape shape = new() { Type = value.Type, Rank = rank };
        int missing = rank - value.Shape.Length;
        long[] strides = ConstantMoves.Strides(value.Shape);
        for (int axis = 0; axis < rank; axis++)
        {
            shape.Dims[axis] = output.Shape.Length == 0 ? 1 : output.Shape[axis].Size;
            bool stretched = axis < missing || value.Shape[axis - missing].Size == 1;
            shape.Strides[axis] = stretched ? 0 : strides[axis - missing] * value.Type.Bits() / 8;
        }
        return shape;
    }

    private static byte[]? FillElement(float value, DType type)
    {
        if (type == DType.F32)
        {
            return MemoryMarshal.AsBytes<float>(new[] { value }).ToArray();
        }
        return type.IsInteger() ? BitConverter.GetBytes((long)value)[..(type.Bits() / 8)] : null;
    }
}
