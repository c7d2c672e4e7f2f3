using System.Linq;

namespace AccelEmu.Measurement;

/// <summary>A matrix product of M × K by K × N.</summary>
internal readonly record struct GemmShape(string Name, int M, int N, int K)
{
    public double Macs => (double)M * N * K;

    public override string ToString() => $"{Name} {M}×{N}×{K}";
}

/// <summary>A square convolution and how often ResNet-50 has it.</summary>
internal readonly record struct ConvShape(int Count, int Size, int Channels, int Outputs, int Kernel, int Stride)
{
    public int Pad => Kernel / 2;

    public int OutputSize => ((Size + (2 * Pad) - Kernel) / Stride) + 1;

    public double Macs => (double)OutputSize * OutputSize * Outputs * Channels * Kernel * Kernel;

    public override string ToString() => $"{Size}² {Kernel}×{Kernel}/{Stride} {Channels}→{Outputs} (×{Count})";
}

/// <summary>The shapes benches run on.</summary>
internal static class Workloads
{
    /// <summary>Below so many rows a product is held against the memory's bandwidth.</summary>
    public const int FewestComputeRows = 32;

    /// <summary>The two shapes that every tier and every type is measured on: M × N × K.</summary>
    public static readonly GemmShape[] Headline = [new("square", 1024, 1024, 1024), new("56² 3×3 64", 3136, 64, 576)];

    /// <summary>The 53 convolutions of ResNet-50 at 224 × 224, grouped.</summary>
    public static readonly ConvShape[] ResNet50 =
    [
        new(1, 224, 3, 64, 7, 2),
        new(1, 56, 64, 64, 1, 1), new(3, 56, 64, 64, 3, 1), new(4, 56, 64, 256, 1, 1), new(2, 56, 256, 64, 1, 1),
        new(1, 56, 256, 128, 1, 1), new(1, 56, 128, 128, 3, 2), new(1, 56, 256, 512, 1, 2), new(4, 28, 128, 512, 1, 1), new(3, 28, 512, 128, 1, 1), new(3, 28, 128, 128, 3, 1),
        new(1, 28, 512, 256, 1, 1), new(1, 28, 256, 256, 3, 2), new(1, 28, 512, 1024, 1, 2), new(6, 14, 256, 1024, 1, 1), new(5, 14, 1024, 256, 1, 1), new(5, 14, 256, 256, 3, 1),
        new(1, 14, 1024, 512, 1, 1), new(1, 14, 512, 512, 3, 2), new(1, 14, 1024, 2048, 1, 2), new(3, 7, 512, 2048, 1, 1), new(2, 7, 2048, 512, 1, 1), new(2, 7, 512, 512, 3, 1),
    ];

    /// <summary>The depthwise convolutions of MobileNetV2 at 224 × 224, grouped: as many outputs as channels, each of its own.</summary>
    public static readonly ConvShape[] MobileNetV2Depthwise =
    [
        new(1, 112, 32, 32, 3, 1), new(1, 112, 96, 96, 3, 2), new(1, 56, 144, 144, 3, 1), new(1, 56, 144, 144, 3, 2), new(2, 28, 192, 192, 3, 1),
        new(1, 28, 192, 192, 3, 2), new(4, 14, 384, 384, 3, 1), new(2, 14, 576, 576, 3, 1), new(1, 14, 576, 576, 3, 2), new(3, 7, 960, 960, 3, 1),
    ];

    /// <summary>ResNet-50's convolutions as products of pixels × outputs × taps, each once, and its classifier.</summary>
    public static readonly GemmShape[] ResNet50Gemms =
    [
        .. ResNet50.Select(c => new GemmShape("ResNet-50", c.OutputSize * c.OutputSize, c.Outputs, c.Channels * c.Kernel * c.Kernel)).Distinct(),
        new("ResNet-50", 1, 1000, 2048),
    ];

    /// <summary>BERT-base's products at sequence length 128: projections, the feed-forward pair, scores and context of a head, the pooler.</summary>
    public static readonly GemmShape[] BertGemms =
    [
        new("BERT-base", 128, 768, 768),
        new("BERT-base", 128, 3072, 768),
        new("BERT-base", 128, 768, 3072),
        new("BERT-base", 128, 128, 64),
        new("BERT-base", 128, 64, 128),
        new("BERT-base", 1, 768, 768),
    ];
}
