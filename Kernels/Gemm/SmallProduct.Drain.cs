using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <content>The drain to bytes in registers; <see cref="CertifiedDrain"/> has the proof. Only rows that fp32 cannot decide need the general plan.</content>
internal unsafe partial struct SmallProduct
{
    /// <summary>The product and its drain; false with nothing written when the drain is not one that fp32 has.</summary>
    /// <param name="target">First output.</param>
    /// <param name="left">First element of the left rows.</param>
    /// <param name="right">First byte of the weights.</param>
    /// <param name="output">The output's shape, as matched.</param>
    /// <param name="d">The drain.</param>
    public bool TryDrain(byte* target, byte* left, byte* right, in TileShape output, in DrainArguments d)
    {
        if (d.ResidualMode != ResidualMode.None || !d.Lut.IsEmpty || d.Rounding > ShiftRounding.Truncate || !DrainPlan.LengthsFit(d, output, floatSums: false))
        {
            return false;
        }
        int low = Math.Max(d.ClampMin, (int)output.Type.MinValue()), high = Math.Min(d.ClampMax, (int)output.Type.MaxValue());
        SmallTables* tables = SmallTables.OfThread;
        if (low > high || !TrySpread(tables, d, low, high, out bool twoOffsets, out int window))
        {
            return false;
        }
        Choose(TileEnding.Bytes, output.Type == DType.I8, twoOffsets);
        int* corrections = GetReady(tables, target, left, right);
        TileCall* call = &tables->Call;
        SpreadBias(tables, d.Bias32, corrections);
        call->Bias = tables->Bias;
        call->Scales = tables->Scales;
        call->Offsets = tables->Offsets;
        call->Negatives = tables->Negatives;
        call->Window = window;
        call->Mask = ulong.MaxValue >> (GemmTiles.BlockColumns - columns);
        call->Records = tables->Records;
        Vector512.Create((byte)low).Store(call->Low);
        Vector512.Create((byte)high).Store(call->High);
        Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, (short)63).Store(call->HighWords);
        Multiply(tables);
        if (call->Records != tables->Records)
        {
            Decide(tables, target, output, d, corrections);
        }
        return true;
    }

    // As CertifiedDrain spreads them; columns that do not exist must not look undecided.
    private readonly bool TrySpread(SmallTables* tables, in DrainArguments d, int low, int high, out bool twoOffsets, out int window)
    {
        bool scaled = d.Mode == RequantMode.Float32, twice = d.Mode == RequantMode.FixedDouble;
        twoOffsets = twice && low < d.OutputZeroPoint;
        window = 0;
        bool known = scaled ? !d.Scales.IsEmpty : (twice || d.Mode == RequantMode.FixedSingle) && !d.Multipliers.IsEmpty && !d.Shifts.IsEmpty;
        if (!known || Math.Abs((long)d.OutputZeroPoint) > CertifiedDrain.MostZeroPoint)
        {
            return false;
        }
        Vector512<int> bad = default, deepest = default;
        for (int i = 0; i < columns; i += Vector512<int>.Count)
        {
            if (scaled)
            {
                Vector512<float> scale = At(d.Scales, i) * Vector512.Create(65536f);
                bad |= Vector512.Equals(scale.AsInt32() & Vector512.Create(0x7F80_0000), Vector512.Create(0x7F80_0000));
                scale.Store(tables->Scales + i);
                continue;
            }
            Vector512<int> multiplier = At(d.Multipliers, i), right = -At(d.Shifts, i);
            // Left shifts and negative multipliers have no such form; right < 0 also stands for the most negative shift.
            bad |= multiplier | right | Vector512.GreaterThan(right, Vector512.Create(31));
            deepest = Vector512.Max(deepest, right);
            (Vector512.ConvertToSingle(multiplier) * ((Vector512.Create(112) - right) << 23).AsSingle()).Store(tables->Scales + i);
            right.Store(tables->Bias + i);
        }
        if (Vector512.LessThanAny(bad, default) || !CertifiedDrain.TryBound(low - d.OutputZeroPoint, high - d.OutputZeroPoint, twice && Vector512.GreaterThanAny(deepest, Vector512.Create(14)), out _, out window, out int margin))
        {
            return false;
        }
        float middle = (d.OutputZeroPoint * 65536) + 32768 + margin;
        SpreadOffsets(tables, middle, twice);
        if (columns % Vector512<int>.Count != 0)
        {
            Vector256<float>.Zero.Store(tables->Scales + columns);
            Vector256.Create(32768f).Store(tables->Offsets + columns);
            Vector256.Create(32768f).Store(tables->Negatives + columns);
        }
        return true;
    }

    // The right shifts wait where the bias will be.
    private readonly void SpreadOffsets(SmallTables* tables, float middle, bool twice)
    {
        Vector512<float> all = Vector512.Create(middle);
        for (int i = 0; i < columns; i += Vector512<int>.Count)
        {
            Vector512<float> half = default;
            if (twice)
            {
                // Counts below zero are far above 31 as the instruction takes them: no bit is left.
                Vector512<int> right = Vector512.Load(tables->Bias + i);
                half = Vector512.ConvertToSingle(Avx512F.ShiftLeftLogicalVariable(Vector512<int>.One, (Vector512.Create(15) - right).AsUInt32()) & ~Vector512.Equals(right, default));
            }
            (all + half).Store(tables->Offsets + i);
            (all - half).Store(tables->Negatives + i);
        }
    }

    private readonly void SpreadBias(SmallTables* tables, ReadOnlySpan<int> bias, int* corrections)
    {
        for (int i = 0; i < columns; i += Vector512<int>.Count)
        {
            Vector512<int> start = bias.IsEmpty ? default : At(bias, i);
            (corrections == null ? start : start + Vector512.Load(corrections + i)).Store(tables->Bias + i);
        }
    }

    // One value for all columns, sixteen, or the last eight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Vector512<T> At<T>(ReadOnlySpan<T> values, int i) where T : unmanaged
    {
        if (values.Length == 1)
        {
            return Vector512.Create(values[0]);
        }
        fixed (T* at = values)
        {
            return columns - i >= Vector512<T>.Count ? Vector512.Load(at + i) : Vector512.Create(Vector256.Load(at + i), default);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Decide(SmallTables* tables, byte* target, in TileShape output, in DrainArguments d, int* corrections)
    {
        int* parameters = (int*)Scratch.Get(ScratchUse.Parameters, DrainPlan.ParameterBytes(columns));
        if (!DrainPlan.TryCreate(output, floatSums: false, d, 0, columns, corrections, parameters, out DrainPlan plan))
        {
            throw new InvalidOperationException("a drain in fp32 has no integer form");
        }
        plan.Output = target;
        for (byte* record = tables->Records; record < tables->Call.Records; record += TileCall.RecordBytes)
        {
            int* sums = (int*)record;
            for (int i = 0; i < columns; i++)
            {
                sums[i] -= plan.Bias[i];
            }
            long row = *(long**)(record + TileCall.RecordRow) - tables->Outputs;
            BlockGemm.DrainBlock(KernelTier.Vector512, plan, sums, GemmTiles.BlockColumns, row, 1, 0, columns);
        }
    }
}
