using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Compression;

/// <summary>Unstructured magnitude pruning: in every layer the weights closest to zero become zero, and the layer is stored as a bitmask.</summary>
public static class MagnitudePruner
{
    /// <summary>
    /// Prunes the constant weights of convolutions and matrix products in place. In each layer the floor(sparsity · count) weights of smallest |real value| become zero; of equal
    /// ones those that come first. A layer becomes <see cref="SparseFormat.Bitmask"/> when that stores fewer bits than dense.
    /// </summary>
    /// <param name="graph">The model; changed.</param>
    /// <param name="sparsity">Share of weights to remove, [0, 1).</param>
    /// <returns>What happened to each layer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A sparsity outside [0, 1).</exception>
    /// <exception cref="CompileException">Weights that are neither 8-bit integers nor fp32.</exception>
    public static ImmutableArray<PrunedLayer> Prune(Graph graph, double sparsity)
    {
        if (!(sparsity is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(sparsity), sparsity, "legal are [0, 1)");
        }
        HashSet<Value> done = [];
        ImmutableArray<PrunedLayer>.Builder layers = ImmutableArray.CreateBuilder<PrunedLayer>();
        foreach (Node node in graph.Nodes)
        {
            if (node.Operation is ConvOperation or MatMulOperation && node.Inputs[1] is { Constant: not null } weights && done.Add(weights))
            {
                layers.Add(PruneLayer(node.Name, weights, sparsity));
            }
        }
        return layers.ToImmutable();
    }

    private static PrunedLayer PruneLayer(string node, Value weights, double sparsity)
    {
        byte[] pruned = (byte[])weights.Constant!.Clone();
        float[] magnitudes = Magnitudes(node, weights);
        int remove = (int)Math.Floor(sparsity * magnitudes.Length);
        int[] order = [.. Enumerable.Range(0, magnitudes.Length)];
        float[] keys = (float[])magnitudes.Clone();
        Array.Sort(keys, order, Comparer<float>.Default);
        // Array.Sort is not stable: the weights that tie with the last one removed are taken by position.
        float threshold = remove == 0 ? float.NegativeInfinity : keys[remove - 1];
        int ties = remove - magnitudes.Count(m => m < threshold);
        int width = weights.Type.Bits() / 8;
        for (int i = 0; i < magnitudes.Length; i++)
        {
            if (magnitudes[i] < threshold || (magnitudes[i] == threshold && ties-- > 0))
            {
                Zero(pruned.AsSpan(i * width, width), weights);
            }
        }
        weights.Constant = pruned;
        long zeros = Magnitudes(node, weights).Count(m => m == 0);
        long denseBits = magnitudes.LongLength * weights.Type.Bits();
        long sparseBits = ((magnitudes.LongLength - zeros) * weights.Type.Bits()) + magnitudes.LongLength;
        weights.Storage = sparseBits < denseBits ? SparseFormat.Bitmask : SparseFormat.Dense;
        return new PrunedLayer(node, magnitudes.LongLength, zeros, denseBits, Math.Min(denseBits, sparseBits));
    }

    private static float[] Magnitudes(string node, Value weights)
    {
        int zeroPoint = ZeroPoint(weights);
        ReadOnlySpan<byte> raw = weights.Constant;
        float[] result = new float[weights.Type == DType.F32 ? raw.Length / 4 : raw.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = MathF.Abs(weights.Type switch
            {
                DType.I8 => (sbyte)raw[i] - zeroPoint,
                DType.U8 => raw[i] - zeroPoint,
                DType.F32 => MemoryMarshal.Cast<byte, float>(raw)[i],
                _ => throw new CompileException("compress.dtype", node, $"weights are {weights.Type.Name()}; pruning takes i8, u8 and f32"),
            });
        }
        return result;
    }

    private static void Zero(Span<byte> element, Value weights)
    {
        element.Clear();
        if (weights.Type != DType.F32)
        {
            element[0] = (byte)ZeroPoint(weights);
        }
    }

    private static int ZeroPoint(Value weights) => weights.Quantization is { ZeroPoints.Length: > 0 } q ? q.ZeroPoints[0] : 0;
}

/// <summary>What pruning did to a layer.</summary>
/// <param name="Node">Node name.</param>
/// <param name="Weights">Weights in all.</param>
/// <param name="Zeros">Weights that are zero now.</param>
/// <param name="DenseBits">Bits of dense storage.</param>
/// <param name="StoredBits">Bits of the chosen storage: values and mask, without row padding.</param>
public sealed record PrunedLayer(string Node, long Weights, long Zeros, long DenseBits, long StoredBits);
