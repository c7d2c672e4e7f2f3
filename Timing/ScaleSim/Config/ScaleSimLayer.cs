namespace AccelEmu.Timing;

/// <summary>A layer as a topology row gives it. A matrix product M × K by K × N is an input of M rows and K columns under a kernel of one row and K columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InputHeight">Rows of the input.</param>
/// <param name="InputWidth">Columns of the input.</param>
/// <param name="KernelHeight">Rows of a window, at most <paramref name="InputHeight"/>.</param>
/// <param name="KernelWidth">Columns of a window, at most <paramref name="InputWidth"/>.</param>
/// <param name="Channels">Channels of the input.</param>
/// <param name="Filters">Filters: channels of the output.</param>
/// <param name="StrideHeight">Rows from window to window.</param>
/// <param name="StrideWidth">Columns from window to window.</param>
/// <param name="KeptN">N of the N:M sparsity, 1..M; 1:1 is dense.</param>
/// <param name="BlockM">M of the N:M sparsity.</param>
public sealed record ScaleSimLayer(
    string Name, int InputHeight, int InputWidth, int KernelHeight, int KernelWidth, int Channels, int Filters,
    int StrideHeight, int StrideWidth, int KeptN = 1, int BlockM = 1)
{
    /// <summary>Largest extent of a layer.</summary>
    public const int MaxExtent = 100_000_000;

    /// <summary>A matrix product.</summary>
    public static ScaleSimLayer Gemm(string name, int m, int n, int k, int keptN = 1, int blockM = 1) => new(name, m, k, 1, k, 1, n, 1, 1, keptN, blockM);

    /// <summary>OH: windows down, ⌈(H − FH + SH) / SH⌉; the last one may leave the input.</summary>
    public long OutputHeight => (InputHeight - KernelHeight + (2L * StrideHeight) - 1) / StrideHeight;

    /// <summary>OW: windows across.</summary>
    public long OutputWidth => (InputWidth - KernelWidth + (2L * StrideWidth) - 1) / StrideWidth;

    /// <summary>M: windows.</summary>
    public long M => OutputHeight * OutputWidth;

    /// <summary>N: filters.</summary>
    public long N => Filters;

    /// <summary>K: words of a window.</summary>
    public long K => (long)KernelHeight * KernelWidth * Channels;
}
