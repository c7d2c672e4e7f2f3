using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler.Tests;

/// <summary>Runs a graph node by node on the scalar reference; fp32 operations and moves of any type.</summary>
internal static class GraphOracle
{
    /// <summary>The first output's bytes.</summary>
    public static byte[] Run(Graph graph, params byte[][] inputs)
    {
        Dictionary<Value, byte[]> values = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            values[graph.Inputs[i]] = inputs[i];
        }
        foreach (Node node in graph.Nodes)
        {
            byte[] result = new byte[Bytes(node.Outputs[0])];
            Compute(node, [.. node.Inputs.Select(v => v.Constant ?? values[v])], result);
            values[node.Outputs[0]] = result;
        }
        return values[graph.Outputs[0]];
    }

    private static long Bytes(Value value) => value.Shape.Elements() * value.Type.Bits() / 8;

    private static void Compute(Node node, byte[][] inputs, byte[] result)
    {
        Value x = node.Inputs[0];
        Value y = node.Outputs[0];
        Tile output = new(result, Dense(y));
        switch (node.Operation)
        {
            case ConvOperation conv:
                byte[] sums = new byte[result.Length];
                Reference.Conv(new Tile(sums, Dense(y)), new Tile(inputs[0], Dense(x)), new Tile(inputs[1], Dense(node.Inputs[1])), conv.Geometry, accumulate: false);
                Drain(node, conv.Activation, inputs, sums, output);
                break;
            case MatMulOperation matmul:
                byte[] products = new byte[result.Length];
                Reference.MatMul(new Tile(products, Dense(y)), new Tile(inputs[0], Dense(x)), new Tile(inputs[1], Dense(node.Inputs[1])), accumulate: false);
                Drain(node, matmul.Activation, inputs, products, output);
                break;
            case BinaryOperationNode binary:
                Reference.Binary(binary.Operation, output, new Tile(inputs[0], Broadcast(x, y)), new Tile(inputs[1], Broadcast(node.Inputs[1], y)));
                Bound(result, binary.Activation);
                break;
            case UnaryOperationNode unary:
                Reference.Unary(unary.Function, output, new Tile(inputs[0], Dense(x)));
                break;
            case ClampOperation clamp:
                inputs[0].CopyTo(result, 0);
                Bound(result, clamp.Bounds);
                break;
            case PoolOperation pool:
                Reference.Pool(pool.Kind, output, new Tile(inputs[0], Dense(x)), pool.Geometry);
                Bound(result, pool.Activation);
                break;
            case ReshapeOperation:
                inputs[0].CopyTo(result, 0);
                break;
            case TransposeOperation transpose:
                TileShape shape = Dense(y);
                TileShape source = Dense(x);
                for (int axis = 0; axis < transpose.Permutation.Length; axis++)
                {
                    shape.Strides[axis] = source.Strides[transpose.Permutation[axis]];
                }
                Reference.Move(output, new Tile(inputs[0], shape));
                break;
            default:
                throw new InvalidOperationException($"{node.Name}: {node.Operation}");
        }
    }

    private static void Drain(Node node, Clamp activation, byte[][] inputs, byte[] sums, Tile output)
    {
        DrainArguments drain = new() { ClampMinF32 = activation.Min, ClampMaxF32 = activation.Max, ClampMin = int.MinValue, ClampMax = int.MaxValue };
        if (node.Operation.HasBias())
        {
            drain.BiasF32 = MemoryMarshal.Cast<byte, float>(inputs[2]);
        }
        if (node.Operation.Residual() is { } residual)
        {
            drain.ResidualMode = residual.Arithmetic;
            drain.Residual = new Tile(inputs[^1], Dense(node.Inputs[^1]));
            drain.ResidualArguments = new ResidualArguments { ClampMinF32 = residual.Activation.Min, ClampMaxF32 = residual.Activation.Max };
        }
        Reference.Drain(output, new Tile(sums, output.Shape), drain);
    }

    private static void Bound(byte[] bytes, Clamp bounds)
    {
        if (bounds != Clamp.None)
        {
            foreach (ref float value in MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
            {
                value = Math.Min(Math.Max(value, bounds.Min), bounds.Max);
            }
        }
    }

    private static TileShape Dense(Value value) => TileShape.Dense(value.Type, [.. value.Shape.Select(d => d.Size)]);

    private static TileShape Broadcast(Value value, Value output)
    {
        int missing = output.Shape.Length - value.Shape.Length;
        Value full = new(value.Name, value.Type, Enumerable.Repeat<Dimension>(1, missing).Concat(value.Shape));
        TileShape shape = Dense(full);
        for (int axis = 0; axis < output.Shape.Length; axis++)
        {
            shape.Strides[axis] = full.Shape[axis] == 1 ? 0 : shape.Strides[axis];
            shape.Dims[axis] = output.Shape[axis].Size;
        }
        return shape;
    }
}
