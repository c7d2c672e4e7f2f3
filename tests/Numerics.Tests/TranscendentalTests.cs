using System;
using Xunit;

namespace AccelEmu.Numerics.Tests;

/// <summary>
/// Error of the elementary functions against binary64 oracles, in units of the last place of the result, over every exponent and sign. The bounds are those
/// docs/numerics.md promises.
/// </summary>
public sealed class TranscendentalTests
{
    private const double Bound = 0.50001;

    [Fact]
    public void Exp_Bound() => AssertBound(Transcendental.Exp, Math.Exp);

    [Fact]
    public void Log_Bound() => AssertBound(Transcendental.Log, Math.Log);

    [Fact]
    public void Tanh_Bound() => AssertBound(Transcendental.Tanh, Math.Tanh);

    [Fact]
    public void Sigmoid_Bound() => AssertBound(Transcendental.Sigmoid, x => 1.0 / (1.0 + Math.Exp(-x)));

    [Fact]
    public void Erf_Bound() => AssertBound(Transcendental.Erf, ErrorFunction);

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(88.72284f, float.PositiveInfinity)]
    [InlineData(-104f, 0f)]
    public void Exp_Edges(float x, float expected) => Assert.Equal(expected, Transcendental.Exp(x));

    [Fact]
    public void OtherFunctions_Edges()
    {
        Assert.Equal(float.NegativeInfinity, Transcendental.Log(0f));
        Assert.Equal(float.NegativeInfinity, Transcendental.Log(-0f));
        Assert.True(float.IsNaN(Transcendental.Log(-1f)));
        Assert.Equal(float.PositiveInfinity, Transcendental.Log(float.PositiveInfinity));
        Assert.Equal(-1f, Transcendental.Tanh(float.NegativeInfinity));
        Assert.Equal(1f, Transcendental.Erf(float.PositiveInfinity));
        Assert.Equal(0f, Transcendental.Sigmoid(float.NegativeInfinity));
        Assert.Equal(1f, Transcendental.Sigmoid(float.PositiveInfinity));
        Assert.True(float.IsNegative(Transcendental.Tanh(-0f)) && float.IsNegative(Transcendental.Erf(-0f)));
        Assert.All<Func<float, float>>(
            [Transcendental.Exp, Transcendental.Log, Transcendental.Tanh, Transcendental.Sigmoid, Transcendental.Erf],
            f => Assert.True(float.IsNaN(f(float.NaN))));
    }

    // Checksums of one run with hardware fused multiply-add: any CPU, runtime and knob setting must repeat these bits.
    [Theory]
    [InlineData(UnaryOperation.Exp, 12183374929724775569UL)]
    [InlineData(UnaryOperation.Log, 8342544514944151854UL)]
    [InlineData(UnaryOperation.Tanh, 341278532820441714UL)]
    [InlineData(UnaryOperation.Sigmoid, 7736290309206468851UL)]
    [InlineData(UnaryOperation.Erf, 7403624092831387395UL)]
    public void Bits_AreTheSameEverywhere(UnaryOperation operation, ulong expected)
    {
        const int Count = 100_000;
        float[] inputs = new float[Count];
        for (uint i = 0; i < Count; i++)
        {
            inputs[i] = BitConverter.UInt32BitsToSingle(i * 42949u);
        }
        Tile destination = Tiles.Empty(DType.F32, Count);
        Reference.Unary(operation, destination, Tiles.Floats(DType.F32, inputs, Count));
        ulong hash = 14695981039346656037;
        foreach (byte b in destination.Data)
        {
            hash = unchecked((hash ^ b) * 1099511628211);
        }
        Assert.Equal(expected, hash);
    }

    private static void AssertBound(Func<float, float> function, Func<double, double> oracle)
    {
        (double worst, float at) = Worst(function, oracle);
        TestContext.Current.TestOutputHelper?.WriteLine($"worst {worst:F8} ulp at {at:R}");
        Assert.True(worst <= Bound, $"{worst:F6} ulp at {at:R}");
    }

    // A prime step through all bit patterns meets every exponent about 500 times; the dense part is where the functions move.
    private static (double Worst, float At) Worst(Func<float, float> function, Func<double, double> oracle)
    {
        double worst = 0;
        float at = 0;
        for (uint bits = 0; bits < 0xFF80_0000 - 16007; bits += 16007)
        {
            Note(BitConverter.UInt32BitsToSingle(bits));
        }
        for (uint bits = 0x3A00_0000; bits < 0x42D0_0000; bits += 509)
        {
            Note(BitConverter.UInt32BitsToSingle(bits));
            Note(-BitConverter.UInt32BitsToSingle(bits));
        }
        return (worst, at);

        void Note(float x)
        {
            double exact = oracle(x);
            float actual = function(x);
            if (double.IsNaN(exact) || float.IsNaN(actual))
            {
                Assert.True(double.IsNaN(exact) && float.IsNaN(actual), $"{x:R}: {exact} but {actual}");
                return;
            }
            double error = Math.Abs(exact) > float.MaxValue && float.IsInfinity(actual) ? 0 : Math.Abs(actual - exact) / Ulp(exact);
            if (error > worst)
            {
                (worst, at) = (error, x);
            }
        }
    }

    private static double Ulp(double value) => Math.ScaleB(1.0, Math.Max(value == 0 ? -126 : Math.ILogB(value), -126) - 23);

    // Series for small arguments, continued fraction of erfc for large ones.
    private static double ErrorFunction(double x)
    {
        double y = Math.Abs(x);
        if (y < 2.5)
        {
            double term = y, sum = y;
            for (int n = 1; n < 80 && term > 0; n++)
            {
                term *= 2 * y * y / ((2 * n) + 1);
                sum += term;
            }
            return Math.CopySign(sum * Math.Exp(-y * y) * 2 / Math.Sqrt(Math.PI), x);
        }
        double fraction = y;
        for (int n = 120; n >= 1; n--)
        {
            fraction = y + (n / 2.0 / fraction);
        }
        return Math.CopySign(y > 7 ? 1 : 1 - (Math.Exp(-y * y) / fraction / Math.Sqrt(Math.PI)), x);
    }
}
