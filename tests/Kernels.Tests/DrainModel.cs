using System;
using System.Runtime.InteropServices;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels.Tests;

/// <summary>The fp32 steps of the drain in registers, one scalar at a time: what each lane of the emitted code computes.</summary>
internal sealed unsafe class DrainModel : IDisposable
{
    private readonly byte* plan;
    private readonly byte* parameters;
    private readonly CertifiedDrain drain;

    public DrainModel(DType output, in DrainArguments arguments, int columns)
    {
        plan = (byte*)NativeMemory.AllocZeroed((nuint)DrainPlan.ParameterBytes(columns));
        parameters = (byte*)NativeMemory.AllocZeroed((nuint)CertifiedDrain.ParameterBytes(columns));
        IsCertified = DrainPlan.TryCreate(TileShape.Dense(output, 1, columns), false, arguments, 0, columns, null, (int*)plan, out DrainPlan resolved)
            && CertifiedDrain.TryCreate(resolved, arguments.Mode, columns, parameters, out drain);
    }

    public bool IsCertified { get; }

    public ref readonly CertifiedDrain Drain => ref drain;

    /// <summary>Width of the window as the mask has it.</summary>
    public int Window => Width(drain.Window);

    public int ResidualWindow => Width(drain.ResidualWindow);

    public float Offset(int column) => drain.Offsets[column];

    /// <summary>2^-16 steps of a sum, before the residual.</summary>
    public int Steps(int column, int sum) => ToInteger(MathF.FusedMultiplyAdd(
        sum, drain.Scales[column], drain.TwoOffsets && sum < 0 ? drain.Negatives[column] : drain.Offsets[column]));

    /// <summary>2^-16 steps of a value and a residual.</summary>
    public int ResidualSteps(int a, int b) => ToInteger(MathF.FusedMultiplyAdd(a, drain.ScaleA, MathF.FusedMultiplyAdd(b, drain.ScaleB, drain.ResidualOffset)));

    public bool Decides(int steps) => (steps & drain.Window) != 0;

    public bool ResidualDecides(int steps) => (steps & drain.ResidualWindow) != 0;

    public int FirstValue(int steps) => Math.Clamp(steps >> 16, drain.FirstLow, drain.FirstHigh);

    public void Dispose()
    {
        NativeMemory.Free(plan);
        NativeMemory.Free(parameters);
    }

    private static int Width(int mask) => 0x10000 - mask;

    // vcvtps2dq: nearest, ties to even; what does not fit is 0x80000000.
    private static int ToInteger(float value) => value is >= int.MinValue and < 2147483648f ? (int)MathF.Round(value) : int.MinValue;
}
