using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// Reduction of the innermost dimensions, kept as extents of 1. Integers are raw values, accumulated in the destination's type, wrapping.
    /// Floats: element i goes to partial i mod 16, partials combine 8-4-2-1. Accumulate: destination op result, one more operation.
    /// </summary>
    /// <param name="operation">What is computed.</param>
    /// <param name="destination">Written; for the index reductions I32 or I64.</param>
    /// <param name="source">Read.</param>
    /// <param name="axes">Innermost dimensions reduced, 1..rank; an index counts row-major over them.</param>
    /// <param name="accumulate">Combine with what the destination holds; not for the index reductions.</param>
    /// <exception cref="NumericsException">Types, extents or parameters do not go together; nothing has been written.</exception>
    public static void Reduce(Reduction operation, Tile destination, Tile source, int axes, bool accumulate)
    {
        Check.WritePlain(destination, "destination");
        Check.ReadPlain(source, "source");
        Check.Require(Enum.IsDefined(operation), $"operation: {(int)operation}; legal: 0..6");
        Check.Range("axes", axes, 1, source.Shape.Rank);
        Check.Rank(destination, "destination", source.Shape.Rank);
        int inner = 1;
        for (int d = 0; d < source.Shape.Rank; d++)
        {
            bool reduced = d >= source.Shape.Rank - axes;
            Check.Dim(destination, "destination", d, reduced ? 1 : source.Shape.Dims[d], reduced ? "a reduced dimension" : "that of source");
            inner *= reduced ? (int)source.Shape.Dims[d] : 1;
        }
        if (operation is Reduction.ArgMax or Reduction.ArgMin)
        {
            Check.Require(!accumulate, $"accumulate: not defined for {operation}");
            Check.Type(destination, "destination", destination.Shape.Type is DType.I32 or DType.I64, "i32, i64 for an index");
            Check.Require(inner > 0, $"source: nothing to reduce; {operation} needs at least one element");
            ReduceToIndex(operation, destination, source, inner);
        }
        else if (destination.Shape.Type.IsInteger())
        {
            Check.Type(source, "source", source.Shape.Type.IsInteger(), "integers for an integer destination");
            ReduceIntegers(operation, destination, source, inner, accumulate);
        }
        else
        {
            Elementwise.DomainOf(destination, source, "source");
            ReduceFloats(operation, destination, source, inner, accumulate);
        }
    }

    private static void ReduceToIndex(Reduction operation, Tile destination, Tile source, int inner)
    {
        ulong[] raw = TileValues.ReadRaw(source);
        long[] best = new long[destination.Shape.Elements];
        for (int row = 0; row < best.Length; row++)
        {
            for (int i = 1; i < inner; i++)
            {
                int candidate = Ordering.Compare(source.Shape.Type, raw[(row * inner) + i], raw[(row * inner) + (int)best[row]], smallest: operation == Reduction.ArgMin, nanFirst: true);
                best[row] = candidate < 0 ? i : best[row];
            }
        }
        TileValues.Write<long, IntegerArithmetic>(destination, best);
    }

    private static void ReduceIntegers(Reduction operation, Tile destination, Tile source, int inner, bool accumulate)
    {
        DType type = destination.Shape.Type;
        long[] values = TileValues.Read<long, IntegerArithmetic>(source);
        long[] results = accumulate ? TileValues.Read<long, IntegerArithmetic>(destination) : new long[destination.Shape.Elements];
        for (int row = 0; row < results.Length; row++)
        {
            long total = accumulate ? results[row] : Identity(operation, type);
            foreach (long value in values.AsSpan(row * inner, inner))
            {
                total = operation switch
                {
                    Reduction.Sum => unchecked(total + value),
                    Reduction.Max => Math.Max(total, value),
                    Reduction.Min => Math.Min(total, value),
                    Reduction.Product => unchecked(total * value),
                    _ => unchecked(total + (value * value)),
                };
            }
            results[row] = total;
        }
        TileValues.Write<long, IntegerArithmetic>(destination, results);
    }

    private static long Identity(Reduction operation, DType type) => operation switch
    {
        Reduction.Max => type.MinValue(),
        Reduction.Min => type.MaxValue(),
        Reduction.Product => 1,
        _ => 0,
    };

    private static void ReduceFloats(Reduction operation, Tile destination, Tile source, int inner, bool accumulate)
    {
        bool wide = destination.Shape.Type == DType.F64;
        double[] values = TileValues.Read<double, DoubleArithmetic>(source);
        double[] results = accumulate ? TileValues.Read<double, DoubleArithmetic>(destination) : new double[destination.Shape.Elements];
        double identity = operation switch
        {
            Reduction.Max => double.NegativeInfinity,
            Reduction.Min => double.PositiveInfinity,
            Reduction.Product => 1.0,
            _ => 0.0,
        };
        Func<double, double, double> combine = FloatCombination(operation, wide);
        double[] partials = new double[PartialSums.Count];
        for (int row = 0; row < results.Length; row++)
        {
            Array.Fill(partials, identity);
            for (int i = 0; i < inner; i++)
            {
                double value = values[(row * inner) + i];
                ref double partial = ref partials[i % PartialSums.Count];
                partial = operation != Reduction.SumSquares ? combine(partial, value)
                    : wide ? Math.FusedMultiplyAdd(value, value, partial)
                    : MathF.FusedMultiplyAdd((float)value, (float)value, (float)partial);
            }
            double total = PartialSums.Combine<double>(partials, combine);
            results[row] = accumulate ? combine(results[row], total) : total;
        }
        TileValues.Write<double, DoubleArithmetic>(destination, results);
    }

    /// <summary>The two-operand step, rounded to binary32 unless wide; values held as binary64 are exact binary32 values then.</summary>
    private static Func<double, double, double> FloatCombination(Reduction operation, bool wide) => operation switch
    {
        Reduction.Max => Elementwise.Max,
        Reduction.Min => Elementwise.Min,
        Reduction.Product => wide ? static (a, b) => a * b : static (a, b) => (float)a * (float)b,
        _ => wide ? static (a, b) => a + b : static (a, b) => (float)a + (float)b,
    };
}
