using AccelEmu.Numerics;

namespace AccelEmu.Compiler.Tests;

/// <summary>Operations on whole rows on the scalar reference.</summary>
internal static class RowOracle
{
    public static void Softmax(Tile y, Tile x, Tile addend, SoftmaxOperation o, Quantization? from, Quantization? to)
    {
        Tile sum = Real(x, from);
        if (o.HasAddend)
        {
            Reference.Binary(BinaryOperation.Add, sum, sum, addend);
        }
        Tile result = to is null ? y : New(x.Shape);
        Reference.Softmax(result, sum, o.Beta);
        if (to is not null)
        {
            Reference.Quantize(y, result, to.Scales, o.HalfAway);
        }
    }

    public static void LayerNorm(Tile y, Tile x, Tile gamma, Tile beta, float epsilon, Quantization? from, Quantization? to)
    {
        Tile d = New(x.Shape), real = Real(x, from);
        int last = x.Shape.Rank - 1;
        TileShape rows = TileShape.Dense(DType.F32, Extents(x.Shape));
        rows.Dims[last] = 1;
        Tile mean = New(rows), variance = New(rows);
        Reference.Reduce(Reduction.Sum, mean, real, 1, false);
        Reference.Binary(BinaryOperation.Div, mean, mean, Number(x.Shape.Dims[last], rows));
        Reference.Binary(BinaryOperation.Sub, d, real, Spread(mean, x.Shape));
        Reference.Reduce(Reduction.SumSquares, variance, d, 1, false);
        Reference.Binary(BinaryOperation.Div, variance, variance, Number(x.Shape.Dims[last], rows));
        Reference.Binary(BinaryOperation.Add, variance, variance, Number(epsilon, rows));
        Reference.Unary(UnaryOperation.Rsqrt, variance, variance);
        Reference.Binary(BinaryOperation.Mul, d, d, Spread(variance, x.Shape));
        Reference.Binary(BinaryOperation.Mul, d, d, Spread(gamma, x.Shape));
        Tile result = to is null ? y : d;
        Reference.Binary(BinaryOperation.Add, result, d, Spread(beta, x.Shape));
        if (to is not null)
        {
            Reference.Quantize(y, result, to.Scales, false);
        }
    }

    private static Tile Real(Tile x, Quantization? from)
    {
        Tile real = New(x.Shape);
        if (from is null)
        {
            Reference.Move(real, x);
        }
        else
        {
            Reference.Dequantize(real, x, from.Scales);
        }
        return real;
    }

    private static Tile New(TileShape like)
    {
        TileShape shape = TileShape.Dense(DType.F32, Extents(like));
        return new Tile(new byte[shape.SpanBytes()], shape);
    }

    private static long[] Extents(TileShape shape) => ((System.ReadOnlySpan<long>)shape.Dims)[..shape.Rank].ToArray();

    private static Tile Number(float number, TileShape like)
    {
        like.Strides = default;
        return new Tile(System.BitConverter.GetBytes(number), like);
    }

    /// <summary>One number for each row, or one row, as a whole tensor.</summary>
    private static Tile Spread(Tile tile, TileShape like)
    {
        int last = like.Rank - 1;
        bool perRow = tile.Shape.Rank == like.Rank && tile.Shape.Dims[last] == 1 && like.Dims[last] != 1;
        like.Type = DType.F32;
        Five strides = default;
        for (int i = 0; i <= last; i++)
        {
            strides[i] = perRow ? i == last ? 0 : tile.Shape.Strides[i] : i == last ? sizeof(float) : 0;
        }
        like.Strides = strides;
        like.ZeroPoint = 0;
        return new Tile(tile.Data, like);
    }
}
