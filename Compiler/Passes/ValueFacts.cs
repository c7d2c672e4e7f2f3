using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Questions that passes ask about values and axes.</summary>
internal static class ValueFacts
{
    /// <summary>Elements; the maximum when an extent is symbolic.</summary>
    public static long Elements(this IEnumerable<Dimension> shape) => shape.Aggregate(1L, (product, d) => product * d.Size);

    /// <summary>True when two values stand for the same reals by the same integers, or are of the same plain type.</summary>
    public static bool SameNumbers(Value a, Value b) => a.Type == b.Type && Same(a.Quantization, b.Quantization);

    /// <summary>True for equal quantisations.</summary>
    public static bool Same(Quantization? a, Quantization? b) => a is null || b is null
        ? a is null && b is null
        : a.Axis == b.Axis && a.Scales.AsSpan().SequenceEqual(b.Scales) && a.ZeroPoints.AsSpan().SequenceEqual(b.ZeroPoints);

    /// <summary>True for a quantisation of the whole tensor.</summary>
    public static bool IsPerTensor(this Value value) => value.Quantization is { Scales.Length: 1 };

    /// <summary>True for plain fp32.</summary>
    public static bool IsReal(this Value value) => value.Type == DType.F32;

    /// <summary>Old axis of each new axis when <paramref name="permutation"/> is undone.</summary>
    public static ImmutableArray<int> Inverse(ImmutableArray<int> permutation)
    {
        int[] inverse = new int[permutation.Length];
        for (int axis = 0; axis < permutation.Length; axis++)
        {
            inverse[permutation[axis]] = axis;
        }
        return [.. inverse];
    }

    /// <summary>A shape with axes reordered.</summary>
    public static Dimension[] Permute(IReadOnlyList<Dimension> shape, ImmutableArray<int> permutation) => [.. permutation.Select(axis => shape[axis])];

    /// <summary>A quantisation whose axis moved to <paramref name="axisOf"/> of itself.</summary>
    public static Quantization? MoveAxis(Quantization? quantization, Func<int, int> axisOf) =>
        quantization is { Axis: >= 0 } q ? q with { Axis = axisOf(q.Axis) } : quantization;

    /// <summary>First the one bounds, then the others.</summary>
    public static Clamp Then(this Clamp first, Clamp second) =>
        new(Math.Clamp(first.Min, second.Min, second.Max), Math.Clamp(first.Max, second.Min, second.Max));
}
