namespace AccelEmu.Bench;

/// <summary>A matrix product of M × K by K × N.</summary>
internal readonly record struct GemmShape(string Name, int M, int N, int K)
{
    public double Macs => (double)M * N * K;
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
    public static readonly GemmShape[] Gemms =
    [
        new("square", 1024, 1024, 1024),
        new("56² 3×3 64", 3136, 64, 576),
        new("56² 1×1 64→256", 3136, 256, 64),
        new("14² 1×1 1024→256", 196, 256, 1024),
        new("7² 3×3 512", 49, 512, 4608),
        new("fully connected", 1, 1000, 2048),
    ];

    /// <summary>The 53 convolutions of ResNet-50 at 224 × 224, grouped.</summary>
    public static readonly ConvShape[] ResNet50 =
    [
        new(1, 224, 3, 64, 7, 2),
        new(1, 56, 64, 64, 1, 1), new(3, 56, 64, 64, 3, 1), new(4, 56, 64, 256, 1, 1), new(2, 56, 256, 64, 1, 1),
        new(1, 56, 256, 128, 1, 1), new(1, 56, 128, 128, 3, 2), new(1, 56, 256, 512, 1, 2), new(4, 28, 128, 512, 1, 1), new(3, 28, 512, 128, 1, 1), new(3, 28, 128, 128, 3, 1),
        new(1, 28, 512, 256, 1, 1), new(1, 28, 256, 256, 3, 2), new(1, 28, 512, 1024, 1, 2), new(6, 14, 256, 1024, 1, 1), new(5, 14, 1024, 256, 1, 1), new(5, 14, 256, 256, 3, 1),
        new(1, 14, 1024, 512, 1, 1), new(1, 14, 512, 512, 3, 2), new(1, 14, 1024, 2048, 1, 2), new(3, 7, 512, 2048, 1, 1), new(2, 7, 2048, 512, 1, 1), new(2, 7, 512, 512, 3, 1),
    ];
}
