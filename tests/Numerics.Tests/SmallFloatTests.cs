using System;
using System.Globalization;
using System.IO;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Numerics.Tests;

/// <summary>Float formats against vectors of Berkeley TestFloat, against <see cref="Half"/>, and by exhaustive round trips.</summary>
public sealed class SmallFloatTests
{
    [Theory]
    [InlineData("f32_to_f16_rnear_even", DType.F32, DType.F16)]
    [InlineData("f32_to_bf16_rnear_even", DType.F32, DType.BF16)]
    [InlineData("f16_to_f32", DType.F16, DType.F32)]
    [InlineData("bf16_to_f32", DType.BF16, DType.F32)]
    [InlineData("i32_to_f32_rne", DType.I32, DType.F32)]
    [InlineData("i32_to_f16_rne", DType.I32, DType.F16)]
    [InlineData("ui32_to_f32_rne", DType.U32, DType.F32)]
    [InlineData("i64_to_f32_rne", DType.I64, DType.F32)]
    public void Convert_MatchesTestFloat(string file, DType from, DType to) => ForLines(file, fields =>
    {
        Tile source = Single(from, fields[0]);
        Tile destination = Tiles.Empty(to, 1);
        Reference.Convert(destination, source);
        AssertSame(to, fields[1], Elements.ReadRaw(destination.Data, to, 0), file, fields);
    });

    [Theory]
    [InlineData("f32_to_i32_rnear_even", DType.F32)]
    [InlineData("f16_to_i32_rnear_even", DType.F16)]
    public void ConvertToInteger_MatchesTestFloat_InRange(string file, DType from) => ForLines(file, fields =>
    {
        Tile destination = Tiles.Empty(DType.I32, 1);
        Reference.Convert(destination, Single(from, fields[0]));
        // Flag 10 marks values out of range, where the vectors hold x86's answer and we saturate.
        if ((fields[2] & 0x10) == 0)
        {
            Assert.Equal(fields[1], Elements.ReadRaw(destination.Data, DType.I32, 0));
        }
    });

    [Theory]
    [InlineData("f32_add_rne", DType.F32, BinaryOperation.Add)]
    [InlineData("f32_sub_rne", DType.F32, BinaryOperation.Sub)]
    [InlineData("f32_mul_rne", DType.F32, BinaryOperation.Mul)]
    [InlineData("f32_div_rne", DType.F32, BinaryOperation.Div)]
    [InlineData("f16_add_rne", DType.F16, BinaryOperation.Add)]
    [InlineData("f16_sub_rne", DType.F16, BinaryOperation.Sub)]
    [InlineData("f16_mul_rne", DType.F16, BinaryOperation.Mul)]
    [InlineData("f16_div_rne", DType.F16, BinaryOperation.Div)]
    public void Binary_MatchesTestFloat(string file, DType type, BinaryOperation operation) => ForLines(file, fields =>
    {
        Tile destination = Tiles.Empty(type, 1);
        Reference.Binary(operation, destination, Single(type, fields[0]), Single(type, fields[1]));
        AssertSame(type, fields[2], Elements.ReadRaw(destination.Data, type, 0), file, fields);
    });

    [Theory]
    [InlineData("f32_sqrt_rne", DType.F32, UnaryOperation.Sqrt)]
    [InlineData("f16_sqrt_rne", DType.F16, UnaryOperation.Sqrt)]
    [InlineData("f32_roundToInt_rne", DType.F32, UnaryOperation.Round)]
    [InlineData("f16_roundToInt_rne", DType.F16, UnaryOperation.Round)]
    public void Unary_MatchesTestFloat(string file, DType type, UnaryOperation operation) => ForLines(file, fields =>
    {
        Tile destination = Tiles.Empty(type, 1);
        Reference.Unary(operation, destination, Single(type, fields[0]));
        AssertSame(type, fields[1], Elements.ReadRaw(destination.Data, type, 0), file, fields);
    });

    [Theory]
    [InlineData("f32_eq", DType.F32, Comparison.Eq)]
    [InlineData("f32_lt", DType.F32, Comparison.Lt)]
    [InlineData("f32_le", DType.F32, Comparison.Le)]
    [InlineData("f16_eq", DType.F16, Comparison.Eq)]
    [InlineData("f16_lt", DType.F16, Comparison.Lt)]
    [InlineData("f16_le", DType.F16, Comparison.Le)]
    public void Compare_MatchesTestFloat(string file, DType type, Comparison comparison) => ForLines(file, fields =>
    {
        Tile destination = Tiles.Empty(DType.U8, 1);
        Reference.Compare(comparison, destination, Single(type, fields[0]), Single(type, fields[1]));
        Assert.Equal(fields[2], destination.Data[0]);
    });

    [Fact]
    public void MatMulTerm_MatchesTestFloatsFusedMultiplyAdd() => ForLines("f32_mulAdd_rne", fields =>
    {
        Tile sums = Tiles.Empty(DType.F32, 1, 1);
        Elements.WriteRaw(sums.Data, DType.F32, 0, fields[2]);
        Tile a = Tiles.Empty(DType.F32, 1, 1);
        Tile b = Tiles.Empty(DType.F32, 1, 1);
        Elements.WriteRaw(a.Data, DType.F32, 0, fields[0]);
        Elements.WriteRaw(b.Data, DType.F32, 0, fields[1]);
        Reference.MatMul(sums, a, b, accumulate: true);
        AssertSame(DType.F32, fields[3], Elements.ReadRaw(sums.Data, DType.F32, 0), "f32_mulAdd_rne", fields);
    });

    [Fact]
    public void Half_AgreesWithTheLibraryOnEveryPattern()
    {
        for (uint raw = 0; raw < 65536; raw++)
        {
            double expected = (double)BitConverter.UInt16BitsToHalf((ushort)raw);
            Assert.Equal(expected, SmallFloat.Decode(DType.F16, raw));
        }
    }

    [Theory]
    [InlineData(DType.F16)]
    [InlineData(DType.BF16)]
    [InlineData(DType.F8E4M3)]
    [InlineData(DType.F8E5M2)]
    public void Encode_UndoesDecode_AndRoundsMidpointsToEven(DType type)
    {
        uint count = 1u << (type.Bits() - 1);
        for (uint raw = 0; raw < count; raw++)
        {
            double value = SmallFloat.Decode(type, raw);
            double next = SmallFloat.Decode(type, raw + 1 < count ? raw + 1 : raw);
            if (!double.IsFinite(value))
            {
                continue;
            }
            Assert.Equal(raw, SmallFloat.Encode(type, value));
            Assert.Equal(raw | count, SmallFloat.Encode(type, -value));
            if (double.IsFinite(next) && next > value)
            {
                double middle = (value + next) / 2;
                Assert.Equal((raw & 1) == 0 ? raw : raw + 1, SmallFloat.Encode(type, middle));
                Assert.Equal(raw, SmallFloat.Encode(type, Math.BitDecrement(middle)));
                Assert.Equal(raw + 1, SmallFloat.Encode(type, Math.BitIncrement(middle)));
            }
        }
    }

    [Theory]
    [InlineData(DType.F8E4M3, double.PositiveInfinity, 0x7E)]
    [InlineData(DType.F8E4M3, 1e9, 0x7E)]
    [InlineData(DType.F8E4M3, -1e9, 0xFE)]
    [InlineData(DType.F8E4M3, double.NaN, 0x7F)]
    [InlineData(DType.F8E4M3, 448.0, 0x7E)]
    [InlineData(DType.F8E5M2, double.PositiveInfinity, 0x7B)]
    [InlineData(DType.F8E5M2, 57344.0, 0x7B)]
    [InlineData(DType.F8E5M2, double.NaN, 0x7E)]
    [InlineData(DType.F16, 65519.9, 0x7BFF)]
    [InlineData(DType.F16, 65520.0, 0x7C00)]
    [InlineData(DType.BF16, double.NegativeInfinity, 0xFF80)]
    [InlineData(DType.F16, 1e-300, 0)]
    public void Encode_Edges(DType type, double value, uint raw) => Assert.Equal(raw, SmallFloat.Encode(type, value));

    [Fact]
    public void Convert_LongToBrainFloat_RoundsOnce()
    {
        // 2^62 + 2^54 is a midpoint of bf16; the 1 below it is lost by a detour over binary64.
        Tile destination = Tiles.Empty(DType.BF16, 1);
        Reference.Convert(destination, Tiles.Integers(DType.I64, [(1L << 62) + (1L << 54) + 1], 1));
        Assert.Equal((1L << 62) + (1L << 55), (double)Tiles.ToFloats(destination)[0]);
    }

    private static Tile Single(DType type, ulong raw)
    {
        Tile tile = Tiles.Empty(type, 1);
        Elements.WriteRaw(tile.Data, type, 0, raw);
        return tile;
    }

    private static void AssertSame(DType type, ulong expected, ulong actual, string file, ulong[] fields)
    {
        bool bothNaN = double.IsNaN(Elements.ToDouble(type, expected)) && double.IsNaN(Elements.ToDouble(type, actual));
        Assert.True(bothNaN || expected == actual, $"{file}: {string.Join(' ', Array.ConvertAll(fields, f => f.ToString("X", CultureInfo.InvariantCulture)))} gives {actual:X}");
    }

    private static void ForLines(string file, Action<ulong[]> check)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        int lines = 0;
        foreach (string line in File.ReadLines(SharedData.PathOf("bits", "testfloat", file + ".txt")))
        {
            check(Array.ConvertAll(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), f => ulong.Parse(f, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
            lines++;
        }
        Assert.True(lines > 100);
    }
}
