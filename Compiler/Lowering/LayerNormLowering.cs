using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Lowers layer normalisation: whole rows, a few at a time so that they stay near the vector unit.</summary>
internal static class LayerNormLowering
{
    /// <summary>Emits the operation; quantised operands by way of fp32.</summary>
    public static void Lower(LoweringContext context, Node node, LayerNormOperation operation)
    {
        Value x = node.Inputs[0], y = node.Outputs[0];
        if (!IsLegal(x) || !IsLegal(y))
        {
            throw new CompileException("compile.arithmetic", node.Name, $"normalises {x} into {y}; legal: f32, or 8-bit integers quantised per tensor");
        }
        float[] numbers = [x.Shape[^1].Size, operation.Epsilon, x.Quantization?.Scales[0] ?? 1, y.Quantization?.Scales[0] ?? 1];
        Parameters parameters = new(context, node.Name, Parameters.Of(numbers));
        ElementwiseCode code = ElementwiseLowering.Code(context, node, (core, output, inputs, temporaries) =>
            Tile(context.Emitter, core, output, inputs, temporaries, parameters.On(core)));
        (code with
        {
            RowDimensions = 1,
            Parameters = parameters,
            Temporaries = [DType.F32],
            RowTemporaries = 2,
            NearBytes = ElementwiseCode.Near,
        }).Run();
    }

    private static void Tile(Emitter emitter, int core, View output, View[] inputs, View[] temporaries, Buffer numbers)
    {
        (View x, View gamma, View beta) = (inputs[0], inputs[1], inputs[2]);
        (View d, View mean, View variance) = (temporaries[0], temporaries[1], temporaries[2]);
        View Number(int index) => View.Dense(numbers, 4 * index, DType.F32, 1) with { Dims = mean.Dims, Strides = new long[mean.Dims.Length], Rows = mean.Rows };
        View Spread(View statistic)
        {
            long[] strides = [.. statistic.Strides];
            strides[^1] = 0;
            return statistic with { Dims = d.Dims, Strides = strides };
        }
        if (x.Type.IsInteger())
        {
            emitter.Dequantize(core, d, x with { Scales = numbers.Base + 8, ScaleCount = 1 });
            x = d;
        }
        emitter.Reduce(core, Reduction.Sum, mean, x, 1);
        emitter.Binary(core, BinaryOperation.Div, mean, mean, Number(0));
        emitter.Binary(core, BinaryOperation.Sub, d, x, Spread(mean));
        emitter.Reduce(core, Reduction.SumSquares, variance, d, 1);
        emitter.Binary(core, BinaryOperation.Div, variance, variance, Number(0));
        emitter.Binary(core, BinaryOperation.Add, variance, variance, Number(1));
        emitter.Unary(core, UnaryOperation.Rsqrt, variance, variance);
        emitter.Binary(core, BinaryOperation.Mul, d, d, Spread(variance));
        emitter.Binary(core, BinaryOperation.Mul, d, d, gamma);
        bool isQuantized = output.Type.IsInteger();
        emitter.Binary(core, BinaryOperation.Add, isQuantized ? d : output, d, beta);
        if (isQuantized)
        {
            emitter.Quantize(core, output with { Scales = numbers.Base + 12, ScaleCount = 1 }, d, halfAway: false);
        }
    }

    private static bool IsLegal(Value value) => value.Type == DType.F32 || (value.Type is DType.I8 or DType.U8 && value.IsPerTensor());
}
