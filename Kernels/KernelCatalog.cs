using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Kernels;

/// <summary>One kernel: an operation at one tier.</summary>
/// <param name="Id">Operation, tile and tier, such as <c>gemm-i8/6x64/emitted</c>.</param>
/// <param name="Operation">The operation; entries of one operation give the same bits.</param>
/// <param name="Tier">Tier it runs at.</param>
/// <param name="Requirement">What the processor must have for it to run at speed; vector tiers fall back to software.</param>
/// <param name="TileRows">Rows of a register tile, or 1.</param>
/// <param name="TileColumns">Columns of a register tile, or lanes of a vector.</param>
/// <param name="Reference">Name of the scalar specification in <c>AccelEmu.Numerics.Reference</c>.</param>
public sealed record KernelEntry(string Id, string Operation, KernelTier Tier, string Requirement, int TileRows, int TileColumns, string Reference)
{
    /// <summary>True when the kernel can run in this process.</summary>
    public bool CanRun => KernelTiers.CanRun(Tier);
}

/// <summary>The only list of kernels. Tests and benches enumerate it, so a kernel that is not here does not exist.</summary>
public static class KernelCatalog
{
    /// <summary>Every kernel, grouped by operation, slowest tier first.</summary>
    public static IReadOnlyList<KernelEntry> Entries { get; } =
    [
        .. Tiled("gemm-i8", "MatMul", emitted: true),
        .. Tiled("gemm-i4", "MatMul", emitted: true),
        .. Tiled("gemm-i2", "MatMul", emitted: true),
        .. Tiled("gemm-i16", "MatMul", emitted: true),
        .. Tiled("gemm-f32", "MatMul", emitted: true),
        .. Tiled("gemm-bf16", "MatMul", emitted: true),
        .. Tiled("gemm-f16", "MatMul", emitted: true),
        .. Tiled("grouped-gemm-i8", "GroupedMatMul", emitted: true),
        .. Tiled("conv-i8", "Conv", emitted: true),
        .. Tiled("conv-i4", "Conv", emitted: true),
        .. Tiled("conv-i2", "Conv", emitted: true),
        .. Tiled("conv-i16", "Conv", emitted: true),
        .. Tiled("conv-f32", "Conv", emitted: true),
        .. Tiled("conv-bf16", "Conv", emitted: true),
        .. Tiled("conv-f16", "Conv", emitted: true),
        .. Wide("depthwise-i8", "DepthwiseConv"),
        .. Wide("depthwise-f32", "DepthwiseConv"),
        .. Wide("drain", "Drain"),
        .. Wide("binary", "Binary"),
        .. Wide("unary", "Unary"),
        .. Wide("compare", "Compare"),
        .. Wide("select", "Select"),
        .. Wide("reduce", "Reduce"),
        .. Wide("convert", "Convert"),
        .. Wide("softmax", "Softmax"),
        .. Wide("lookup", "Lookup"),
        .. Wide("pool-i8", "Pool"),
        .. Wide("quantize", "Quantize"),
        .. Wide("dequantize", "Dequantize"),
        .. Wide("quantized-add", "QuantizedAdd"),
        .. Wide("move", "Move"),
        .. Wide("move-panel", "Move"),
        .. Wide("move-bitmask", "Move"),
        .. Wide("fill", "Fill"),
        .. Wide("gather", "Gather"),
        .. Wide("scatter", "Scatter"),
    ];

    /// <summary>Every register tile that is emitted for sums or drains, whichever products use it.</summary>
    public static IReadOnlyList<EmittedTile> EmittedTiles { get; } = [.. TileKind.All.Select(k => new EmittedTile(k))];

    /// <summary>The operations, in the order of <see cref="Entries"/>.</summary>
    public static IEnumerable<string> Operations => Entries.Select(e => e.Operation).Distinct();

    private static IEnumerable<KernelEntry> Tiled(string operation, string reference, bool emitted)
    {
        yield return Entry(operation, KernelTier.Vector128, 6, 8, reference);
        yield return Entry(operation, KernelTier.Vector256, 6, 16, reference);
        yield return Entry(operation, KernelTier.Vector512, 6, 64, reference);
        if (emitted)
        {
            yield return Entry(operation, KernelTier.Emitted, 6, 64, reference);
        }
    }

    private static IEnumerable<KernelEntry> Wide(string operation, string reference)
    {
        yield return Entry(operation, KernelTier.Vector128, 1, 4, reference);
        yield return Entry(operation, KernelTier.Vector256, 1, 8, reference);
        yield return Entry(operation, KernelTier.Vector512, 1, 16, reference);
    }

    private static KernelEntry Entry(string operation, KernelTier tier, int rows, int columns, string reference) => new(
        $"{operation}/{rows}x{columns}/{tier.ToString().ToLowerInvariant()}",
        operation,
        tier,
        tier switch
        {
            KernelTier.Vector128 => "128-bit vectors (SSE4.1, NEON)",
            KernelTier.Vector256 => "AVX2",
            KernelTier.Vector512 => "AVX-512 F, BW",
            _ => "AVX512_VNNI, System V calling convention, executable memory",
        },
        rows,
        columns,
        reference);
}
