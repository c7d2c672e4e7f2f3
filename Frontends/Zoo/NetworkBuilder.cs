using System;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>A value of the network being built, with its real numbers over the calibration sample.</summary>
/// <param name="Value">The value.</param>
/// <param name="Sample">Its sample; smaller images than the value's, more of them.</param>
internal sealed record Feature(Value Value, CalibrationTensor Sample);

/// <summary>
/// Appends layers to a graph and runs a small fp32 sample through them at the same time: each layer's weights are scaled, and
/// with int8 each value's quantisation chosen, from what arrives there.
/// </summary>
/// <param name="name">Name of the network.</param>
/// <param name="seed">Seed of the weights.</param>
/// <param name="quantized">int8 instead of fp32.</param>
/// <param name="scaling">How int8 sums are scaled: TFLite's fixed point, or <see cref="RequantMode.Float32"/> as ONNX.</param>
internal sealed class NetworkBuilder(string name, ulong seed, bool quantized, RequantMode scaling = RequantMode.FixedSingle)
{
    /// <summary>Streams of images and of weights must differ.</summary>
    private const ulong FirstWeightStream = 1UL << 48;
    /// <summary>Other inputs leave the range of few observations: allow twice as much.</summary>
    private const float FewObservationsMargin = 2;
    /// <summary>Share of the sample above and below a quantised value's range: the far tails would cost most of the codes.</summary>
    private const double LeaveOut = 0.0005;
    /// <summary>Largest random weight as it is drawn.</summary>
    public const float Largest = 3070;
    /// <summary>Deviation of random weights as they are drawn.</summary>
    public const float Deviation = 1024;
    private const ulong SampleSeed = 0x5EED_0F_1A6E5;
    private ulong layers;

    /// <summary>The network.</summary>
    public Graph Graph { get; } = new() { Name = name, Requantization = scaling };

    /// <summary>Element type of activations.</summary>
    public DType Type => quantized ? DType.I8 : DType.F32;

    /// <summary>The input [<paramref name="batch"/>, height, width, channels], calibrated on <paramref name="samples"/> images of <paramref name="sampleSide"/>².</summary>
    public Feature Input(int batch, int height, int width, int channels, int samples, int sampleSide)
    {
        Value value = New("input", batch, height, width, channels);
        value.Quantization = quantized ? Quantization.PerTensor(ZooInput.Scale, 0) : null;
        Graph.Inputs.Add(value);
        float[] sample = ZooInput.Reals(ZooInput.Pixels(samples, sampleSide, sampleSide, channels, SampleSeed));
        return new Feature(value, new CalibrationTensor(samples, sampleSide, sampleSide, channels, sample));
    }

    /// <summary>A convolution with bias and activation, padded by half the kernel.</summary>
    public Feature Conv(string layer, Feature x, int outputs, int kernel, int stride, Clamp activation, float gain = 1)
    {
        ConvGeometry geometry = Window(kernel, stride);
        return Conv(layer, x, outputs, geometry, activation, gain);
    }

    /// <summary>A convolution of image parts side by side, each on its own.</summary>
    public Feature Patches(string layer, Feature x, int outputs, int side) =>
        Conv(layer, x, outputs, ConvGeometry.Unit with { KernelH = side, KernelW = side, StrideH = side, StrideW = side }, Clamp.None, gain: 1);

    private Feature Conv(string layer, Feature x, int outputs, ConvGeometry geometry, Clamp activation, float gain)
    {
        float[] raw = Draw(geometry.KernelH * geometry.KernelW * x.Sample.Channels * outputs);
        CalibrationTensor sums = CalibrationConv.Run(x.Sample, raw, outputs, geometry);
        Dimension[] shape = [geometry.KernelH, geometry.KernelW, x.Sample.Channels, outputs];
        return Linear(layer, new ConvOperation(geometry, activation, Requantization, HasBias: true), x, raw, sums, shape, ImageShape(x, geometry, outputs), activation, gain);
    }

    /// <summary>A depthwise convolution with bias and activation, padded by half the kernel.</summary>
    public Feature Depthwise(string layer, Feature x, int kernel, int stride, Clamp activation, float gain = 1)
    {
        int channels = x.Sample.Channels;
        ConvGeometry geometry = Window(kernel, stride) with { Groups = channels };
        float[] raw = Draw(kernel * kernel * channels);
        CalibrationTensor sums = CalibrationWindows.Depthwise(x.Sample, raw, geometry);
        Dimension[] shape = [kernel, kernel, channels];
        return Linear(layer, new DepthwiseConvOperation(geometry, activation, Requantization, HasBias: true), x, raw, sums, shape, ImageShape(x, geometry, channels), activation, gain);
    }

    /// <summary>A fully connected layer with bias and activation on [M, K]; quantised with zero point 0 where symmetric, normalised as a whole where it keeps means.</summary>
    public Feature Dense(string layer, Feature x, int outputs, Clamp activation, float gain = 1, bool isSymmetric = false, bool keepsMeans = false)
    {
        int depth = x.Sample.Data.Length / x.Sample.Count;
        float[] raw = Draw(depth * outputs);
        CalibrationTensor flat = new(x.Sample.Count, 1, 1, depth, x.Sample.Data);
        CalibrationTensor sums = CalibrationConv.Run(flat, raw, outputs, ConvGeometry.Unit);
        return Linear(layer, new MatMulOperation(activation, Requantization, HasBias: true), x, raw, sums, [depth, outputs], [x.Value.Shape[0], outputs], activation, gain, isSymmetric, keepsMeans);
    }

    /// <summary>Sum of two values and activation.</summary>
    public Feature Add(string layer, Feature a, Feature b, Clamp activation)
    {
        CalibrationTensor sample = new(a.Sample.Count, a.Sample.Height, a.Sample.Width, a.Sample.Channels);
        for (int i = 0; i < sample.Data.Length; i++)
        {
            sample.Data[i] = Math.Clamp(a.Sample.Data[i] + b.Sample.Data[i], activation.Min, activation.Max);
        }
        Value output = New(layer, a.Value.Shape);
        output.Quantization = Observed(sample);
        ResidualMode mode = scaling == RequantMode.Float32 ? ResidualMode.Float32 : ResidualMode.Fixed;
        Graph.Add(layer, new BinaryOperationNode(BinaryOperation.Add, activation, mode), output, a.Value, b.Value);
        return new Feature(output, sample);
    }

    /// <summary>Window maximum.</summary>
    public Feature MaxPool(string layer, Feature x, int kernel, int stride, int pad)
    {
        ConvGeometry geometry = Window(kernel, stride) with { PadTop = pad, PadBottom = pad, PadLeft = pad, PadRight = pad };
        return Keep(layer, new PoolOperation(Pooling.Max, geometry, Clamp.None), x, CalibrationWindows.Max(x.Sample, geometry), ImageShape(x, geometry, x.Sample.Channels));
    }

    /// <summary>Mean over the whole image, flattened to [N, C].</summary>
    public Feature GlobalAveragePool(string layer, Feature x)
    {
        Dimension[] shape = x.Value.Shape;
        ConvGeometry geometry = ConvGeometry.Unit with { KernelH = (int)shape[1].Size, KernelW = (int)shape[2].Size };
        Feature mean = Keep(layer, new PoolOperation(Pooling.Average, geometry, Clamp.None), x, CalibrationWindows.GlobalMean(x.Sample), [shape[0], 1, 1, shape[3]]);
        return Flatten(layer + "/flatten", mean);
    }

    /// <summary>[N, …] to [N, K].</summary>
    public Feature Flatten(string layer, Feature x)
    {
        long depth = 1;
        for (int axis = 1; axis < x.Value.Shape.Length; axis++)
        {
            depth *= x.Value.Shape[axis].Size;
        }
        return Keep(layer, new ReshapeOperation(), x, x.Sample, [x.Value.Shape[0], depth]);
    }

    /// <summary>A computed value without quantisation.</summary>
    public Value New(string valueName, params Dimension[] shape) => new(valueName, Type, shape);

    /// <summary>An operation whose output has the quantisation of its input.</summary>
    public Feature Keep(string layer, Operation operation, Feature x, CalibrationTensor sample, Dimension[] shape, params Value[] moreInputs)
    {
        Value output = New(layer, shape);
        output.Quantization = x.Value.Quantization;
        Graph.Add(layer, operation, output, [x.Value, .. moreInputs]);
        return new Feature(output, sample);
    }

    /// <summary>The value in the quantisation of <paramref name="like"/>; itself with fp32.</summary>
    public Value SameQuantization(string layer, Value x, Value like)
    {
        if (!quantized)
        {
            return x;
        }
        Value output = New(layer, x.Shape);
        output.Quantization = like.Quantization;
        return Graph.Add(layer, new RequantizeOperation(RequantMode.FixedSingle), output, x);
    }

    private RequantMode? Requantization => quantized ? scaling : null;

    private Feature Linear(string layer, Operation operation, Feature x, float[] raw, CalibrationTensor sums, Dimension[] weightShape, Dimension[] shape, Clamp activation, float gain, bool isSymmetric = false, bool keepsMeans = false)
    {
        float[] offsets = Offsets(sums.Channels);
        Normalization normalization = keepsMeans ? Normalization.Whole(sums, gain, activation, offsets) : Normalization.Apply(sums, gain, activation, offsets);
        (Value weights, Value bias) = x.Value.Quantization is { } q
            ? WeightConstants.Quantized(layer, raw, normalization, weightShape, q.Scales[0])
            : WeightConstants.Real(layer, raw, normalization, weightShape);
        Value output = New(layer, shape);
        output.Quantization = Observed(sums, isSymmetric: isSymmetric);
        Graph.Add(layer, operation, output, x.Value, weights, bias);
        return new Feature(output, sums);
    }

    /// <summary>The next random weights: whole numbers of deviation <see cref="Deviation"/>.</summary>
    public float[] Draw(int count)
    {
        float[] raw = GC.AllocateUninitializedArray<float>(count);
        ZooRandom.Bell(raw, seed, FirstWeightStream + layers++);
        return raw;
    }

    /// <summary>Means of channels within one deviation, as trained networks have: some channels are mostly on, some mostly off.</summary>
    public float[] Offsets(int channels) => Array.ConvertAll(Draw(channels), bell => bell / Largest);

    /// <summary>Scale and zero point that cover the sample and zero, TFLite's way: zero is representable exactly.</summary>
    /// <param name="sample">What arrives there.</param>
    /// <param name="least">A number that the range has too.</param>
    /// <param name="isSymmetric">As far below zero as above it, so that the zero point is 0: right operands of products need no correction then.</param>
    public Quantization? Observed(CalibrationTensor sample, float least = 0, bool isSymmetric = false)
    {
        if (!quantized)
        {
            return null;
        }
        (float min, float max) = sample.Range(leaveOut: sample.Pixels < Normalization.FewestPixels ? 0 : LeaveOut);
        (min, max) = (Math.Min(min, least), Math.Max(max, 0));
        if (sample.Pixels < Normalization.FewestPixels)
        {
            (min, max) = (min * FewObservationsMargin, max * FewObservationsMargin);
        }
        if (isSymmetric && max > min)
        {
            return Quantization.PerTensor(Math.Max(-min, max) / 127, 0);
        }
        float scale = max > min ? (max - min) / 255 : 1;
        return Quantization.PerTensor(scale, Math.Clamp((int)MathF.Round(-128 - (min / scale)), -128, 127));
    }

    private static ConvGeometry Window(int kernel, int stride) => ConvGeometry.Unit with
    {
        KernelH = kernel,
        KernelW = kernel,
        StrideH = stride,
        StrideW = stride,
        PadTop = kernel / 2,
        PadBottom = kernel / 2,
        PadLeft = kernel / 2,
        PadRight = kernel / 2,
    };

    private static Dimension[] ImageShape(Feature x, ConvGeometry geometry, int channels)
    {
        Dimension[] shape = x.Value.Shape;
        return [shape[0], geometry.OutputRows(shape[1].Size, geometry.KernelH), geometry.OutputColumns(shape[2].Size, geometry.KernelW), channels];
    }

    /// <summary>A scalar constant in the type and quantisation of <paramref name="like"/>.</summary>
    public static Value Scalar(string valueName, Value like, float real)
    {
        if (like.Quantization is not { } q)
        {
            return new Value(valueName, like.Type) { Constant = MemoryMarshal.AsBytes<float>(new[] { real }).ToArray() };
        }
        int raw = Math.Clamp((int)MathF.Round(real / q.Scales[0]) + q.ZeroPoints[0], -128, 127);
        return new Value(valueName, like.Type) { Quantization = q, Constant = [(byte)(sbyte)raw] };
    }
}
