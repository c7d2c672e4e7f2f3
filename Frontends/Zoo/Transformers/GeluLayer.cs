using System;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>
/// GELU (Hendrycks and Gimpel, 2016) from the elementwise operations that exporters write: x · (1 + erf(x / √2)) / 2, or with
/// tanh(√(2/π) · (x + 0.044715 x³)) for the error function. int8: between a dequantisation and a quantisation.
/// </summary>
internal static class GeluLayer
{
    private const float Root2 = 1.41421356f;
    private const float RootOf2OverPi = 0.797884583f;
    private const float Cubic = 0.044715f;
    /// <summary>Below the function's minimum, so that the minimum, where it is flat, is not the lowest code.</summary>
    private const float Least = -0.2f;

    /// <summary>Appends the layer.</summary>
    public static Feature Append(NetworkBuilder network, string layer, Feature x, bool tanh)
    {
        Graph graph = network.Graph;
        CalibrationTensor sample = CalibrationRows.Map(x.Sample, tanh ? OfTanh : OfErf);
        Value input = x.Value, y = network.New(layer, x.Value.Shape);
        y.Quantization = network.Observed(sample, Least);
        if (input.Quantization is not null)
        {
            input = graph.Add(layer + "/real", new DequantizeOperation(), new Value(layer + "/real", DType.F32, y.Shape), input);
        }
        Value Step(string step, Operation operation, params Value[] inputs) =>
            graph.Add($"{layer}/{step}", operation, new Value($"{layer}/{step}", DType.F32, y.Shape), inputs);
        Value Number(string what, float number) => new($"{layer}/{what}", DType.F32) { Constant = BitConverter.GetBytes(number) };
        BinaryOperationNode add = new(BinaryOperation.Add, Clamp.None), multiply = new(BinaryOperation.Mul, Clamp.None);
        Value share;
        if (tanh)
        {
            Value cube = Step("cube", multiply, Step("square", multiply, input, input), input);
            Value sum = Step("sum", add, input, Step("cubic", multiply, cube, Number("cubic/factor", Cubic)));
            share = Step("tanh", new UnaryOperationNode(UnaryOperation.Tanh), Step("scaled", multiply, sum, Number("scaled/factor", RootOf2OverPi)));
        }
        else
        {
            share = Step("erf", new UnaryOperationNode(UnaryOperation.Erf), Step("ratio", new BinaryOperationNode(BinaryOperation.Div, Clamp.None), input, Number("ratio/divisor", Root2)));
        }
        Value twice = Step("twice", multiply, input, Step("share", add, share, Number("share/one", 1)));
        if (y.Quantization is null)
        {
            graph.Add(layer, multiply, y, twice, Number("half", 0.5f));
        }
        else
        {
            graph.Add(layer, new QuantizeOperation(HalfAway: false), y, Step("product", multiply, twice, Number("half", 0.5f)));
        }
        return new Feature(y, sample);
    }

    private static float OfErf(float x) => x * (Transcendental.Erf(x / Root2) + 1) * 0.5f;

    private static float OfTanh(float x) => x * (Transcendental.Tanh((x + (x * x * x * Cubic)) * RootOf2OverPi) + 1) * 0.5f;
}
