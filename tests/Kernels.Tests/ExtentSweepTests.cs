using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Kernels.Tests;

/// <summary>
/// Every matrix entry of the catalog, every operand combination it implements, on every tier that runs here, against the reference over the sweep of
/// extents, in guarded memory with bases as they fall. A case of nonzero extents that a kernel leaves to the reference fails.
/// </summary>
public abstract class ExtentSweepTests
{
    private protected static readonly (string Entry, MatrixCase.Types Types)[] Combinations =
    [
        .. from left in (DType[])[DType.U8, DType.I8]
           from right in (DType[])[DType.I8, DType.U8]
           from layout in (Layout[])[Layout.Plain, Layout.Panel, Layout.PanelSums]
           select ("i8", new MatrixCase.Types(left, right, DType.I32, layout)),
        .. from layout in (Layout[])[Layout.Plain, Layout.Panel, Layout.PanelSums]
           select ("i16", new MatrixCase.Types(DType.I16, DType.I16, DType.I32, layout)),
        .. from right in (DType[])[DType.I4, DType.U4, DType.I2, DType.U2]
           from layout in (Layout[])[Layout.Panel, Layout.PanelSums]
           select (right is DType.I4 or DType.U4 ? "i4" : "i2", new MatrixCase.Types(layout == Layout.Panel ? DType.U8 : DType.I8, right, DType.I32, layout)),
        .. from layout in (Layout[])[Layout.Plain, Layout.Panel]
           select ("f32", new MatrixCase.Types(DType.F32, DType.F32, DType.F32, layout)),
        .. from type in (DType[])[DType.BF16, DType.F16]
           from layout in (Layout[])[Layout.Plain, Layout.Panel]
           select (type.Name(), new MatrixCase.Types(type, type, DType.F32, layout)),
    ];

    public static IEnumerable<TheoryDataRow<int, string>> Rows => Combinations.Select((c, i) => new TheoryDataRow<int, string>(i, $"{c.Types.Left.Name()} {c.Types.Right.Name()} {c.Types.Layout}"));

    public static IEnumerable<TheoryDataRow<int, string>> ByteRows => Rows.Take(12);

    private protected static void Run(int index, Action<MatrixCase, Random, MatrixCase.Types, (int M, int N, int K)> one)
    {
        Random random = new(100 + index);
        using MatrixCase run = new();
        foreach ((int M, int N, int K) extents in Sweep.Extents(index))
        {
            one(run, random, Combinations[index].Types, extents);
        }
    }
}

public sealed class MatMulSweepTests : ExtentSweepTests
{
    [Theory]
    [MemberData(nameof(Rows))]
    public void MatMul_EveryExtent_EqualsReference(int index, string types)
    {
        Assert.NotEmpty(types);
        Run(index, static (run, random, types, e) => run.MatMul(random, types, e.M, e.N, e.K, null));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void MatMulDrain_EveryExtent_EqualsReference(int index, string types)
    {
        Assert.NotEmpty(types);
        Run(index, static (run, random, types, e) => run.MatMul(random, types, e.M, e.N, e.K, types.Sums == DType.F32 ? DType.F32 : random.Next(2) == 0 ? DType.I8 : DType.U8));
    }

    [Fact]
    public void Combinations_CoverTheMatrixEntriesOfTheCatalog()
    {
        string[] covered = [.. Combinations.Select(c => c.Entry).Distinct().SelectMany(e => (string[])[$"gemm-{e}", $"conv-{e}"]), "grouped-gemm-i8"];
        string[] listed = [.. KernelCatalog.Entries.Where(e => e.Reference is "MatMul" or "Conv" or "GroupedMatMul").Select(e => e.Operation).Distinct()];
        Assert.Equal(listed.Order(), covered.Order());
    }
}

public sealed class ConvSweepTests : ExtentSweepTests
{
    [Theory]
    [MemberData(nameof(Rows))]
    public void Conv_EveryExtent_EqualsReference(int index, string types)
    {
        Assert.NotEmpty(types);
        Run(index, static (run, random, types, e) =>
        {
            // M is the number of output pixels, K that of channels times taps: 1 × 1, or 3 × 1 padded where K divides.
            bool taps = e.K % 3 == 0 && e.M > 0 && random.Next(2) == 0;
            ConvGeometry geometry = ConvGeometry.Unit with { PadTop = taps ? 1 : 0, PadBottom = taps ? 1 : 0 };
            TileShape input = MatrixCase.Strided(random, types.Left, 1, e.M, 1, taps ? e.K / 3 : e.K);
            run.Conv(random, types, input, geometry, taps ? 3 : 1, 1, e.N, null);
        });
    }
}

public sealed class GroupedSweepTests : ExtentSweepTests
{
    [Theory]
    [MemberData(nameof(ByteRows))]
    public void GroupedMatMul_EveryExtent_EqualsReference(int index, string types)
    {
        Assert.NotEmpty(types);
        Run(index, static (run, random, types, e) => run.Grouped(random, types, e.M, e.N, e.K));
    }
}

public sealed class EngineTests
{
    [Theory]
    [InlineData(DType.U8, DType.I8)]
    [InlineData(DType.I8, DType.I8)]
    [InlineData(DType.U8, DType.U8)]
    [InlineData(DType.I8, DType.U8)]
    public void Emitted_BytesWhereItRuns_IsTheEmittedEngine(DType left, DType right)
    {
        Assert.SkipUnless(KernelTiers.CanRun(KernelTier.Emitted), "no emitted kernels in this process");
        MatrixProduct.Operands operands = new() { SumsType = DType.I32, Left = new Tile([], TileShape.Dense(left, 1, 1)), Right = new Tile([], TileShape.Dense(right, 1, 1)) };
        Assert.True(MatrixProduct.TryChooseEngine(new KernelOptions(KernelTier.Emitted, 1), operands, out GemmEngine engine));
        Assert.Equal(GemmEngine.Vnni, engine);
        Assert.True(MatrixProduct.TryChooseEngine(new KernelOptions(KernelTier.Vector512, 1), operands, out engine));
        Assert.NotEqual(GemmEngine.Vnni, engine);
    }
}
