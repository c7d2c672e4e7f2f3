using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>All numbers of a drain, by value: what the framework's arithmetic says for one node.</summary>
internal sealed record Scaling
{
    /// <summary>Scaling rule.</summary>
    public RequantMode Mode { get; init; }
    /// <summary>Type of the sums: i32, i64 or f32.</summary>
    public DType SumsType { get; init; } = DType.I32;
    /// <summary>Raw bias in <see cref="SumsType"/>; empty = none.</summary>
    public byte[] Bias { get; init; } = [];
    /// <summary>Q31 multipliers: none, one, or one for each channel.</summary>
    public int[] Multipliers { get; init; } = [];
    /// <summary>Shifts, as many as multipliers.</summary>
    public int[] Shifts { get; init; } = [];
    /// <summary>fp32 scales: none, one, or one for each channel.</summary>
    public float[] Scales { get; init; } = [];
    /// <summary>Output zero point.</summary>
    public int ZeroPoint { get; init; }
    /// <summary>First clamp of integers.</summary>
    public (int Min, int Max) Bounds { get; init; } = (int.MinValue, int.MaxValue);
    /// <summary>First clamp of floats.</summary>
    public Clamp FloatBounds { get; init; } = Clamp.None;
    /// <summary>Residual rule.</summary>
    public ResidualMode ResidualMode { get; init; }
    /// <summary>Residual numbers and second clamp.</summary>
    public ResidualArguments Residual { get; init; } = NoResidual;
    /// <summary>Zero points of the weights, one for each channel; empty = the tile's scalar.</summary>
    public int[] WeightZeroPoints { get; init; } = [];
    /// <summary>Look-up of the drained byte: 256 bytes, or none.</summary>
    public byte[] Table { get; init; } = [];

    /// <summary>Second clamp wide open.</summary>
    public static ResidualArguments NoResidual => new()
    {
        ClampMin = int.MinValue,
        ClampMax = int.MaxValue,
        ClampMinF32 = float.NegativeInfinity,
        ClampMaxF32 = float.PositiveInfinity,
    };

    /// <summary>Bytes of one sum.</summary>
    public int SumBytes => SumsType.Bits() / 8;

    /// <summary>The numbers of a matrix node with weights <paramref name="w"/>.</summary>
    public static Scaling OfMatrix(string node, Value x, Value w, Value? bias, Value y, Clamp activation, RequantMode mode, ResidualFusion? fusion, Value? residual, TableFusion? table = null)
    {
        int channels = checked((int)w.Shape[^1].Size);
        DType drained = fusion?.IntermediateType ?? table?.IntermediateType ?? y.Type;
        Quantization? target = fusion?.Intermediate ?? (fusion is null ? table?.Intermediate ?? y.Quantization : null);
        DType sums = x.Type.IsFloat() ? DType.F32 : mode == RequantMode.Fixed16 || y.Type == DType.I64 ? DType.I64 : DType.I32;
        Scaling scaling = new()
        {
            SumsType = sums,
            Bias = bias is null ? [] : BiasBytes(node, bias, sums, channels),
            FloatBounds = activation,
            WeightZeroPoints = w.Quantization is { ZeroPoints: { Length: > 1 } zeros } ? zeros : [],
            Table = table is null ? [] : [.. table.Codes],
        };
        if (drained.IsInteger())
        {
            scaling = scaling with { Bounds = ActivationRange.Of(activation, drained, target), ZeroPoint = target?.ZeroPoints[0] ?? 0 };
            if (x.Quantization is not null && w.Quantization is not null && target is not null)
            {
                scaling = scaling.WithFactors(node, x.Quantization, w.Quantization, target, mode, productInSingle: w.Shape.Length == 2 || x.Type == DType.U8);
            }
        }
        return fusion is null || residual is null ? scaling : scaling.WithResidual(node, fusion, residual, y);
    }

    /// <summary>The numbers of a change of quantisation.</summary>
    public static Scaling OfRequantize(string node, Value x, Value y, RequantMode mode)
    {
        Quantization from = Need(node, x), to = Need(node, y);
        Scaling scaling = new() { SumsType = x.Type, Bounds = ActivationRange.Of(Clamp.None, y.Type, to), ZeroPoint = to.ZeroPoints[0] };
        return scaling.WithFactors(node, from, Quantization.PerTensor(1, 0), to, mode, productInSingle: false);
    }

    /// <summary>The numbers of a quantised addition a + b, in the arithmetic <paramref name="mode"/>.</summary>
    public static ResidualArguments OfAddition(string node, Quantization a, Quantization b, Quantization y, DType type, ResidualMode mode, Clamp activation)
    {
        (int min, int max) = ActivationRange.Of(activation, type, y);
        ResidualArguments r = NoResidual with
        {
            ZeroPointA = a.ZeroPoints[0],
            ZeroPointB = b.ZeroPoints[0],
            ZeroPointOut = y.ZeroPoints[0],
            ScaleA = a.Scales[0],
            ScaleB = b.Scales[0],
            ScaleOut = y.Scales[0],
            ClampMin = min,
            ClampMax = max,
        };
        if (mode == ResidualMode.Fixed)
        {
            // TFLite's ADD: headroom of 20 bits (15 for int16), both inputs relative to twice the larger scale.
            int left = type.Bits() == 16 ? 15 : 20;
            double twice = 2 * (double)Math.Max(a.Scales[0], b.Scales[0]);
            QuantizedMultiplier ma = QuantizedMultiplier.Of(a.Scales[0] / twice);
            QuantizedMultiplier mb = QuantizedMultiplier.Of(b.Scales[0] / twice);
            QuantizedMultiplier my = QuantizedMultiplier.Of(twice / ((1 << left) * (double)y.Scales[0]));
            r = r with
            {
                LeftShift = left,
                MultiplierA = ma.Multiplier,
                ShiftA = ma.Shift,
                MultiplierB = mb.Multiplier,
                ShiftB = mb.Shift,
                MultiplierOut = my.Multiplier,
                ShiftOut = my.Shift,
            };
        }
        return a.Axis >= 0 || b.Axis >= 0 || y.Axis >= 0
            ? throw new CompileException("compile.quantization", node, "adds tensors quantised per channel; legal: per tensor")
            : r;
    }

    private Scaling WithFactors(string node, Quantization x, Quantization w, Quantization y, RequantMode mode, bool productInSingle)
    {
        if (y.Scales.Length != 1)
        {
            throw new CompileException("compile.quantization", node, "has an output quantised per channel; legal: per tensor");
        }
        if (mode is not (RequantMode.FixedSingle or RequantMode.FixedDouble or RequantMode.Fixed16 or RequantMode.Float32))
        {
            throw new CompileException("compile.quantization", node, $"asks for scaling {mode}, which scales alone do not define; legal: FixedSingle, FixedDouble, Fixed16, Float32");
        }
        int count = Math.Max(x.Scales.Length, w.Scales.Length);
        int[] multipliers = new int[count], shifts = new int[count];
        float[] scales = new float[count];
        for (int i = 0; i < count; i++)
        {
            float sx = x.Scales[x.Scales.Length == 1 ? 0 : i], sw = w.Scales[w.Scales.Length == 1 ? 0 : i];
            scales[i] = sx * sw / y.Scales[0];
            // TFLite multiplies the two scales in fp32 for fully connected and uint8 layers quantised as a whole, in fp64 everywhere else.
            double product = productInSingle && count == 1 ? sx * sw : (double)sx * sw;
            QuantizedMultiplier m = QuantizedMultiplier.Of(product / y.Scales[0]);
            (multipliers[i], shifts[i]) = (m.Multiplier, m.Shift);
        }
        return mode == RequantMode.Float32
            ? this with { Mode = mode, Scales = scales }
            : this with { Mode = mode, Multipliers = multipliers, Shifts = shifts };
    }

    private Scaling WithResidual(string node, ResidualFusion fusion, Value residual, Value y)
    {
        if (y.Type.IsFloat() || fusion.Arithmetic == ResidualMode.Plain)
        {
            ResidualArguments plain = NoResidual with { ClampMinF32 = fusion.Activation.Min, ClampMaxF32 = fusion.Activation.Max };
            if (y.Type.IsInteger())
            {
                (plain.ClampMin, plain.ClampMax) = ActivationRange.Of(fusion.Activation, y.Type, y.Quantization);
            }
            return this with { ResidualMode = ResidualMode.Plain, Residual = plain };
        }
        return fusion.Intermediate is { } middle
            ? this with
            {
                ResidualMode = fusion.Arithmetic,
                Residual = OfAddition(node, middle, Need(node, residual), Need(node, y), y.Type, fusion.Arithmetic, fusion.Activation),
            }
            : throw new CompileException("compile.quantization", node, "fuses a quantised residual without the quantisation of the intermediate value");
    }

    private static byte[] BiasBytes(string node, Value bias, DType sums, int channels)
    {
        if (bias.Constant is not { } raw || bias.Shape.Length != 1 || bias.Shape[0].Size != channels)
        {
            throw new CompileException("compile.bias", node, $"has bias {bias}; legal: a constant of shape [{channels}]");
        }
        if (bias.Type == sums)
        {
            return raw;
        }
        if (bias.Type != DType.I32 || sums != DType.I64)
        {
            throw new CompileException("compile.bias", node, $"has a bias of type {bias.Type.Name()}; legal: {sums.Name()}");
        }
        byte[] wide = new byte[8 * channels];
        for (int i = 0; i < channels; i++)
        {
            BitConverter.TryWriteBytes(wide.AsSpan(8 * i), (long)BitConverter.ToInt32(raw, 4 * i));
        }
        return wide;
    }

    private static Quantization Need(string node, Value value) => value.Quantization
        ?? throw new CompileException("compile.quantization", node, $"needs the quantisation of {value}");
}
