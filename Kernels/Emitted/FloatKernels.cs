namespace AccelEmu.Kernels;

/// <summary>The emitted micro-kernels of fp32.</summary>
internal static unsafe class FloatKernels
{
    private static readonly EmittedKernels<FloatKind> Kernels = new(FloatKind.Slots, kind => new FloatEmitter(kind).Emit());

    /// <summary>The kernel of a description.</summary>
    public static delegate* unmanaged<FloatCall*, void> Get(in FloatKind kind) => (delegate* unmanaged<FloatCall*, void>)Kernels.Get(kind.Slot, kind);
}
