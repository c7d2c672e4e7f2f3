namespace AccelEmu.Kernels;

/// <summary>The emitted micro-kernels of integers.</summary>
internal static unsafe class TileKernels
{
    private static readonly EmittedKernels<TileKind> Kernels = new(TileKind.Slots, kind => new TileEmitter(kind).Emit());

    /// <summary>The kernel of a description.</summary>
    public static delegate* unmanaged<TileCall*, void> Get(in TileKind kind) => (delegate* unmanaged<TileCall*, void>)Kernels.Get(kind.Slot, kind);
}
