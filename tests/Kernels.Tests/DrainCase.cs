using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels.Tests;

/// <summary>Random drain parameters that own their arrays.</summary>
internal sealed class DrainCase
{
    private readonly int[] bias;
    private readonly float[] biasF;
    private readonly int[] multipliers;
    private readonly int[] shifts;
    private readonly int[] addends;
    private readonly float[] scales;
    private readonly byte[] lut;
    private readonly ResidualArguments addition;
    private readonly int zeroPoint;
    private readonly (int Low, int High) clamp;
    private readonly (float Low, float High) clampF;

    public DrainCase(Random random, DType sums, DType output, int channels)
    {
        bool floatSums = sums == DType.F32;
        bool floatOutput = output == DType.F32;
        RequantMode[] modes = floatOutput
            ? [RequantMode.None, RequantMode.Float32]
            : [RequantMode.None, RequantMode.FixedSingle, RequantMode.FixedDouble, RequantMode.Float32, RequantMode.FixedSingle, RequantMode.FixedDouble, RequantMode.MulAddShift, RequantMode.Shift, RequantMode.Fixed16];
        Mode = modes[random.Next(modes.Length)];
        Mode = sums == DType.I64 && Mode == RequantMode.FixedDouble ? RequantMode.FixedSingle : Mode;
        int entries = random.Next(3) == 0 ? 1 : Math.Max(channels, 1);
        int extreme = random.Next(8);
        bias = floatSums || sums == DType.I64 || random.Next(4) == 0 ? [] : Make(random.Next(2) == 0 ? 1 : channels, () => extreme == 0 ? int.MinValue + random.Next(9) : random.Next(-70000, 70000));
        biasF = !floatSums || sums == DType.I64 || random.Next(4) == 0 ? [] : Make(entries, () => random.NextSingle() - 0.5f);
        bool fixedMode = Mode is RequantMode.FixedSingle or RequantMode.FixedDouble or RequantMode.Fixed16;
        int last = Mode == RequantMode.Fixed16 ? 15 : 31;
        int spread = random.Next(4);
        multipliers = Make(entries, () => Mode == RequantMode.MulAddShift ? random.Next(-2000, 2000) : extreme == 1 ? random.Next(int.MinValue, int.MaxValue) : random.Next(1 << 30, int.MaxValue));
        shifts = Make(entries, () => fixedMode ? spread == 0 ? random.Next(-31, last) : spread == 1 ? random.Next(-2, 1) : random.Next(-12, -4) : spread == 0 ? random.Next(0, 63) : random.Next(0, 20));
        addends = random.Next(3) == 0 ? [] : Make(entries, () => extreme == 3 ? random.Next(int.MinValue, int.MaxValue) : random.Next(-1000, 1000));
        scales = floatOutput && Mode == RequantMode.None && random.Next(2) == 0 ? [] : Make(entries, () => extreme == 2 ? random.NextSingle() * 1e9f : random.NextSingle() * 0.01f);
        Rounding = (ShiftRounding)random.Next(5);
        zeroPoint = output is DType.I8 or DType.U8 ? random.Next(-128, 256) : output == DType.I16 ? random.Next(-300, 300) : 0;
        clamp = random.Next(3) == 0 ? (int.MinValue, int.MaxValue) : (random.Next(-140, 60), random.Next(60, 300));
        clampF = random.Next(2) == 0 ? (float.NegativeInfinity, float.PositiveInfinity) : (0f, 6f);
        ResidualModes = floatOutput ? [ResidualMode.None, ResidualMode.Plain] : [ResidualMode.None, ResidualMode.None, ResidualMode.Fixed, ResidualMode.Float32, ResidualMode.Plain];
        ResidualMode = output == DType.I32 ? ResidualMode.None : ResidualModes[random.Next(ResidualModes.Length)];
        ResidualType = ResidualMode == ResidualMode.Plain || floatOutput ? output : random.Next(2) == 0 ? DType.I8 : DType.U8;
        lut = output.Bits() == 8 && random.Next(5) == 0 ? new byte[256] : [];
        random.NextBytes(lut);
        addition = new ResidualArguments
        {
            LeftShift = random.Next(2) == 0 ? 20 : 15,
            ZeroPointA = random.Next(-128, 256),
            ZeroPointB = random.Next(-128, 256),
            MultiplierA = random.Next(1 << 30, int.MaxValue),
            ShiftA = random.Next(-4, random.Next(3) == 0 ? 2 : 1),
            MultiplierB = random.Next(1 << 30, int.MaxValue),
            ShiftB = random.Next(-4, 1),
            MultiplierOut = random.Next(1 << 30, int.MaxValue),
            ShiftOut = random.Next(-20, -10),
            ZeroPointOut = random.Next(-128, 256),
            ScaleA = random.NextSingle(),
            ScaleB = random.NextSingle(),
            ScaleOut = random.NextSingle() + 0.01f,
            ClampMin = clamp.Low,
            ClampMax = clamp.High,
            ClampMinF32 = clampF.Low,
            ClampMaxF32 = clampF.High,
        };
    }

    public RequantMode Mode { get; }

    public ShiftRounding Rounding { get; }

    public ResidualMode ResidualMode { get; }

    public DType ResidualType { get; }

    private ResidualMode[] ResidualModes { get; }

    public DrainArguments Arguments(Tile residual) => new()
    {
        Mode = Mode,
        Bias32 = bias,
        BiasF32 = biasF,
        Multipliers = multipliers,
        Shifts = shifts,
        Addends = addends,
        Scales = scales,
        Rounding = Rounding,
        OutputZeroPoint = zeroPoint,
        ClampMin = clamp.Low,
        ClampMax = clamp.High,
        ClampMinF32 = clampF.Low,
        ClampMaxF32 = clampF.High,
        ResidualMode = ResidualMode,
        Residual = residual,
        ResidualArguments = addition,
        Lut = lut,
    };

    public override string ToString() => $"{Mode} residual {ResidualMode} of {ResidualType.Name()} shifts [{string.Join(',', shifts)[..Math.Min(30, string.Join(',', shifts).Length)]}] zero {zeroPoint} clamp {clamp} lut {lut.Length}";

    private static T[] Make<T>(int count, Func<T> next)
    {
        T[] values = new T[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = next();
        }
        return values;
    }
}
