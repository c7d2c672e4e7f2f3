using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Measurement;

namespace AccelEmu.Bench;

/// <summary>A figure that the project holds itself to, and how it is read from measured rows.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Floor">The figure must be at least this.</param>
/// <param name="Read">The figure, null where its rows were not measured.</param>
internal sealed record Goal(string Text, double Floor, Func<IReadOnlyList<BenchRow>, double?> Read)
{
    /// <summary>All goals. Speeds over a baseline's: 1 / 0.95 is a time of 0.95 of theirs.</summary>
    public static IReadOnlyList<Goal> All { get; } =
    [
        .. new[] { "u8×s8", "s8×s8" }.SelectMany(types => Workloads.Headline.SelectMany(shape => new Goal[]
        {
            new($"GEMM {types} {shape.M}×{shape.N}×{shape.K}, of peak", 0.95, Peak($"gemm {types}", shape.ToString())),
            new($"GEMM {types} {shape.M}×{shape.N}×{shape.K}, × ONNX Runtime", 1, Baseline($"gemm {types}", shape.ToString())),
        })),
        new("GEMM u8×s8, all shapes with M ≥ 32, geometric mean, of peak", 0.8, Peak("gemm u8×s8", "M ≥ 32")),
        new("GEMM u8×s8, all shapes with M ≥ 32, geometric mean, × ONNX Runtime", 1.1, Baseline("gemm u8×s8", "M ≥ 32")),
        .. Workloads.Headline.SelectMany(shape => new Goal[]
        {
            new($"GEMM fp32 {shape.M}×{shape.N}×{shape.K}, of peak", 0.95, Peak("gemm f32", shape.ToString())),
            new($"GEMM fp32 {shape.M}×{shape.N}×{shape.K}, × ONNX Runtime", 1, Baseline("gemm f32", shape.ToString())),
        }),
        new("GEMM u8×s8 1024×1024×1024 without emission, of the peak of the widest vectors", 0.9, rows => rows.FirstOrDefault(r => r is { Kernel: "gemm u8×s8", Tier: "vector512" or "vector256" } && r.Shape == Workloads.Headline[0].ToString())?.RatioToPeak),
        new("ResNet-50 int8 with timing, 1 thread, × ONNX Runtime", 1 / 0.95, Model("resnet50-int8", 1)),
        new("ResNet-50 int8 with timing, 2 threads, × ONNX Runtime", 1 / 0.9, Model("resnet50-int8", 2)),
        new("ResNet-50 int8 with timing, 2 threads over 1", 1.75, rows => Timed(rows, "resnet50-int8", 2)?.Gmacs / Timed(rows, "resnet50-int8", 1)?.Gmacs),
        new("MobileNetV2 int8 with timing, 1 thread, × ONNX Runtime", 1, Model("mobilenetv2-int8", 1)),
        new("BERT-base int8 with timing, 1 thread, × ONNX Runtime", 1, Model("bert-base-int8", 1)),
        new("ResNet-50 fp32 with timing, 1 thread, × ONNX Runtime", 1 / 1.05, Model("resnet50-fp32", 1)),
        new("scalar instructions, loop, 10⁹ a second", 0.2, rows => Find(rows, "scalar instructions", "tight loop")?.Gmacs),
        new("scalar instructions, random program, 10⁹ a second", 0.1, rows => Find(rows, "scalar instructions", "random")?.Gmacs),
        new("16×16×16 tiles as a program, × the kernel called directly", 0.5, Baseline("tiles, program", "16×16×16")),
    ];

    private static BenchRow? Find(IReadOnlyList<BenchRow> rows, string kernel, string shape) =>
        rows.FirstOrDefault(r => r.Threads == 1 && r.Kernel.StartsWith(kernel, StringComparison.Ordinal) && r.Shape.Contains(shape, StringComparison.Ordinal));

    private static Func<IReadOnlyList<BenchRow>, double?> Peak(string kernel, string shape) => rows => Find(rows, kernel, shape)?.RatioToPeak;

    private static Func<IReadOnlyList<BenchRow>, double?> Baseline(string kernel, string shape) => rows => Find(rows, kernel, shape)?.RatioToBaseline;

    private static Func<IReadOnlyList<BenchRow>, double?> Model(string name, int threads) => rows => Timed(rows, name, threads)?.RatioToBaseline;

    private static BenchRow? Timed(IReadOnlyList<BenchRow> rows, string name, int threads) =>
        rows.FirstOrDefault(r => r.Family == "model" && r.Threads == threads && r.Baseline is not null && r.Shape.StartsWith(name, StringComparison.Ordinal) && r.Kernel.Contains("timing", StringComparison.Ordinal));
}
