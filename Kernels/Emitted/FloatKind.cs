namespace AccelEmu.Kernels;

/// <summary>Describes an emitted fp32 kernel.</summary>
/// <param name="Rows">Rows of a tile, one to six.</param>
/// <param name="Panels">Panels, one to four.</param>
/// <param name="Drains">Sums are drained in registers instead of stored.</param>
/// <param name="HasScale">The drain multiplies by a scale.</param>
/// <param name="HasResidual">The drain adds a residual.</param>
internal readonly record struct FloatKind(int Rows, int Panels, bool Drains, bool HasScale, bool HasResidual)
{
    /// <summary>Kernels there can be.</summary>
    public const int Slots = FloatTiles.MostRows * MostPanels * 8;

    private const int MostPanels = 4;

    /// <summary>The kernel's place among all.</summary>
    public int Slot => (((((Rows - 1) * MostPanels) + Panels - 1) * 2 + (Drains ? 1 : 0)) * 2 + (HasScale ? 1 : 0)) * 2 + (HasResidual ? 1 : 0);
}
