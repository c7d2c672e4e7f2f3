using System;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// The drain to bytes in fp32, exact where it can be proved: the value before its last rounding is computed in units of 2^-16 with a known bound on the error,
/// and counts unless it lies so near a step that the error could matter. Those rows take the integer path.
/// </summary>
/// <remarks>
/// <para>Every mode is floor(R) of a real R = x·scale + 1/2 + h. Fixed, one rounding: scale = m·2^-(31+r), h = 0. Fixed, two roundings: nested floors of integers are
/// one floor, so floor((floor(z + 1/2) + 2^(r-1)) / 2^r) = floor(z/2^r + 1/2 + 2^-(r+1)), z = x·m/2^31: h = 2^-(r+1), and −2^-(r+1) for negative x, where ties go
/// down; r = 0: h = 0. Negative x that rounds to 0 is 0 with either sign of h; where the clamp hides all negative results one h serves. Float32: nearest of the rounded
/// product, the same but at ties and within a rounding error.</para>
/// <para>With Y = 2^16·(R + zero point) + margin as computed, |error| ≤ e ≤ margin = window / 2: when Y mod 2^16 ≥ window, floor(Y / 2^16) is floor(R) + zero point. A
/// conversion that overflows gives 0x80000000, whose fraction is 0: undecided. Where the result is clamped the error may exceed e, but stays far below the 2^16 to the
/// step that matters; from Y = 2^24 on the result is the clamp's.</para>
/// <para>e, in 2^-16: the sum's conversion and the scale's rounding are half a unit in the last place of x·scale each (Float32: the specification's own rounding of the
/// product instead); below 2^24 the fused addition's is 1/4 and the conversion's 1/2, or 1/2 and 0; 2^-(r+1) below 1 is left out. Offsets are exact: with zero points
/// within ±255 they are integers below 2^24. Residual: its fp32 constants and both fused additions, over all pairs of bytes, and the specification's own roundings before
/// the last. What is of second order, and fp64 in the constants, is less than the 0.05 by which 0.8 exceeds 0.75. Rounding is to nearest and fp32 has its denormals:
/// .NET leaves MXCSR so.</para>
/// <para>Windows are 4 to 8 for int8 networks, 4 to 16 after a fixed-point and 8 to 32 after an fp32 residual. Of rows of 64 sums of normally spread values 0.6 to 0.7 %
/// are undecided, 1.1 to 2.1 % with a residual.</para>
/// </remarks>
internal unsafe struct CertifiedDrain
{
    private const double Unit = 65536;
    // Half a unit in the last place, relative.
    private const double Half = 1.0 / (1 << 24);
    // Windows beyond this send too many rows to the integer path.
    private const int WidestWindow = 512;
    /// <summary>Largest output zero point: offsets are below 2^24 then, so that a half of 1 is exact in them.</summary>
    public const int MostZeroPoint = 255;

    public float* Scales;
    public float* Offsets;
    public float* Negatives;
    public int Window;
    public bool TwoOffsets;
    public int ResidualWindow;
    public float ScaleA;
    public float ScaleB;
    public float ResidualOffset;
    public int FirstLow;
    public int FirstHigh;
    public byte LastLow;
    public byte LastHigh;
    public TileEnding Ending;
    /// <summary>Most that a value before its last rounding can be off by, in 2^-16; <see cref="Window"/> is at least twice as wide.</summary>
    public double Error;
    /// <summary>As <see cref="Error"/>, after the residual.</summary>
    public double ResidualError;

    /// <summary>Bytes of the parameter arrays for <paramref name="columns"/> channels.</summary>
    public static long ParameterBytes(int columns) => 3L * sizeof(int) * Rounded(columns);

    /// <summary>Resolves a drain; false when only the integer path has it.</summary>
    public static bool TryCreate(in DrainPlan plan, RequantMode mode, int columns, byte* parameters, out CertifiedDrain drain)
    {
        drain = default;
        bool form = plan.Stage is DrainStage.Single or DrainStage.SingleOrUnshifted or DrainStage.Double or DrainStage.Scale
            && plan.OutputType is DType.I8 or DType.U8 && plan.Lut == null && Math.Abs((long)plan.ZeroPoint) <= MostZeroPoint
            && plan.ResidualMode is ResidualMode.None or ResidualMode.Fixed or ResidualMode.Float32 or ResidualMode.Plain;
        if (!form || (plan.ResidualMode != ResidualMode.None && plan.ResidualType is not (DType.I8 or DType.U8)))
        {
            return false;
        }
        int padded = Rounded(columns);
        drain.Scales = (float*)parameters;
        drain.Offsets = drain.Scales + padded;
        drain.Negatives = drain.Offsets + padded;
        drain.FirstLow = plan.Low + plan.ZeroPoint;
        drain.FirstHigh = plan.High + plan.ZeroPoint;
        return drain.TrySpread(plan, mode == RequantMode.FixedDouble, columns, padded) && drain.TryResidual(plan);
    }

    /// <summary>Sets what all columns of a call share.</summary>
    public readonly void Describe(ref TileCall call)
    {
        call.Window = Window;
        call.ResidualWindow = ResidualWindow;
        call.FirstLow = FirstLow;
        call.FirstHigh = FirstHigh;
        call.ScaleA = ScaleA;
        call.ScaleB = ScaleB;
        call.ResidualOffset = ResidualOffset;
        for (int i = 0; i < 64; i++)
        {
            call.Low[i] = LastLow;
            call.High[i] = LastHigh;
        }
        for (int i = 0; i < 32; i++)
        {
            call.HighWords[i] = (short)((2 * i) + 1);
        }
    }

    /// <summary>The error before the first clamp, and the window that covers it; false when too many rows would be undecided.</summary>
    /// <param name="low">Clamp before the zero point.</param>
    /// <param name="high">Clamp before the zero point.</param>
    /// <param name="isDeep">Two roundings, and a right shift so far that its half is left out.</param>
    /// <param name="error">Most that a value can be off by, in 2^-16.</param>
    /// <param name="window">Bits of a fraction of which one must be set.</param>
    /// <param name="margin">Half the window's width.</param>
    public static bool TryBound(int low, int high, bool isDeep, out double error, out int window, out int margin)
    {
        double reach = Unit * (Math.Max(Math.Abs((double)low), Math.Abs((double)high)) + 2);
        // Conversion of the sum and the scale's own rounding; the addition's and the last conversion's below 2^24.
        error = (2 * Half * reach) + 0.8 + (isDeep ? 0.5 : 0);
        return TryWindow(error, out window, out margin);
    }

    private static int Rounded(int columns) => (columns + 63) & ~63;

    private static double PowerOfTwo(int exponent) => Math.ScaleB(1.0, exponent);

    private bool TrySpread(in DrainPlan plan, bool twoRoundings, int columns, int padded)
    {
        int deepest = 0;
        bool single = plan.Stage is DrainStage.Single or DrainStage.SingleOrUnshifted;
        TwoOffsets = twoRoundings && plan.Low < 0;
        int done = plan.Stage is DrainStage.Single or DrainStage.Double ? ChannelVectors.Scales(plan, single, columns, Scales, Offsets, ref deepest) : 0;
        for (int i = done; i < columns; i++)
        {
            int right = plan.Shifts[i];
            if (plan.Stage == DrainStage.Scale)
            {
                Scales[i] = BitConverter.Int32BitsToSingle(plan.Multipliers[i]) * 65536f;
                Offsets[i] = 0;
                if (!float.IsFinite(Scales[i]))
                {
                    return false;
                }
                continue;
            }
            if (plan.Multipliers[i] < 0)
            {
                return false;
            }
            right = single ? plan.Masks[i] != 0 ? 0 : right + 1 : right;
            Scales[i] = plan.Multipliers[i] * BitConverter.Int32BitsToSingle((127 - 15 - right) << 23);
            Offsets[i] = right;
            deepest = Math.Max(deepest, right);
        }
        if (!TryBound(plan.Low, plan.High, twoRoundings && deepest > 14, out Error, out Window, out int margin))
        {
            return false;
        }
        float middle = (plan.ZeroPoint * 65536) + 32768 + margin;
        done = twoRoundings ? 0 : columns;
        new Span<float>(Offsets, columns)[..done].Fill(middle);
        new Span<float>(Negatives, columns)[..done].Fill(middle);
        done = twoRoundings ? ChannelVectors.Offsets(columns, middle, Offsets, Negatives) : done;
        for (int i = done; i < columns; i++)
        {
            int right = (int)Offsets[i];
            int half = right is > 0 and <= 15 ? 1 << (15 - right) : 0;
            Offsets[i] = middle + half;
            Negatives[i] = middle - half;
        }
        // Columns that do not exist must not look undecided.
        for (int i = columns; i < padded; i++)
        {
            (Scales[i], Offsets[i], Negatives[i]) = (0, 32768, 32768);
        }
        return true;
    }

    // The least power of two of at least twice the error, as the bits of the fraction at or above it.
    private static bool TryWindow(double error, out int mask, out int margin)
    {
        int window = 2;
        while (window < 2 * error && window <= WidestWindow)
        {
            window *= 2;
        }
        mask = 0xFFFF & -window;
        margin = window / 2;
        return window <= WidestWindow;
    }

    private bool TryResidual(in DrainPlan plan)
    {
        Ending = TileEnding.Bytes;
        LastLow = (byte)FirstLow;
        LastHigh = (byte)FirstHigh;
        ResidualWindow = 0xFFFF;
        if (plan.ResidualMode == ResidualMode.None)
        {
            return true;
        }
        Ending = plan.ResidualType == DType.I8 ? TileEnding.BytesAddSigned : TileEnding.BytesAddUnsigned;
        LastLow = (byte)plan.AddLow;
        LastHigh = (byte)plan.AddHigh;
        ResidualArguments p = plan.Addition;
        double mostA = Math.Max(Math.Abs(FirstLow), Math.Abs(FirstHigh));
        double mostB = plan.ResidualType == DType.I8 ? 128 : 255;
        double a = 1, b = 1, zeroA = 0, zeroB = 0, zeroOut = 0, error = 0.8;
        if (plan.ResidualMode != ResidualMode.Plain)
        {
            (zeroA, zeroB, zeroOut) = (p.ZeroPointA, p.ZeroPointB, p.ZeroPointOut);
        }
        double farA = mostA + Math.Abs(zeroA), farB = mostB + Math.Abs(zeroB);
        if (plan.ResidualMode == ResidualMode.Fixed)
        {
            double output = p.MultiplierOut * PowerOfTwo(p.ShiftOut - 31);
            double roomA = farA * PowerOfTwo(p.LeftShift), roomB = farB * PowerOfTwo(p.LeftShift);
            a = p.MultiplierA * PowerOfTwo(p.ShiftA - 31);
            b = p.MultiplierB * PowerOfTwo(p.ShiftB - 31);
            // No wrapping before or in the sum.
            if (Math.Max(roomA, roomB) >= int.MaxValue || (roomA * Math.Abs(a)) + (roomB * Math.Abs(b)) + 4 >= int.MaxValue)
            {
                return false;
            }
            double roundings = (0.5 * (PowerOfTwo(p.ShiftA) + PowerOfTwo(p.ShiftB))) + (p.ShiftA < 0 ? 0.5 : 0) + (p.ShiftB < 0 ? 0.5 : 0);
            error += Unit * ((roundings * Math.Abs(output)) + (p.ShiftOut < 0 ? PowerOfTwo(p.ShiftOut - 1) : 0));
            a *= PowerOfTwo(p.LeftShift) * output;
            b *= PowerOfTwo(p.LeftShift) * output;
        }
        else if (plan.ResidualMode == ResidualMode.Float32)
        {
            a = (double)p.ScaleA / p.ScaleOut;
            b = (double)p.ScaleB / p.ScaleOut;
            if (!IsOrdinary(p.ScaleA) || !IsOrdinary(p.ScaleB) || !IsOrdinary(p.ScaleOut))
            {
                return false;
            }
            // The specification's own product, sum and quotient.
            error += 3 * Half * Unit * ((farA * Math.Abs(a)) + (farB * Math.Abs(b)));
        }
        double offset = Unit * (0.5 + zeroOut - (zeroA * a) - (zeroB * b));
        double sizeA = Unit * mostA * Math.Abs(a), sizeB = Unit * mostB * Math.Abs(b), sizeOffset = Math.Abs(offset) + 512;
        // Rounded constants, the first sum, the second.
        error += Half * ((2 * sizeA) + (3 * sizeB) + (3 * sizeOffset));
        ResidualError = error;
        if (!(error < WidestWindow) || !TryWindow(error, out ResidualWindow, out int margin))
        {
            return false;
        }
        ScaleA = (float)(a * Unit);
        ScaleB = (float)(b * Unit);
        ResidualOffset = (float)(offset + margin);
        return true;
    }

    // Neither products nor quotients of these and small integers overflow or lose precision near zero.
    private static bool IsOrdinary(float scale) => scale is > 1e-12f and < 1e12f;
}
