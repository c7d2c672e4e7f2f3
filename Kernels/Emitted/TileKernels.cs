using System;
using System.Threading;

namespace AccelEmu.Kernels;

/// <summary>The emitted micro-kernels of this process, each made when first asked for.</summary>
internal static unsafe class TileKernels
{
    private static readonly nint[] Entries = new nint[TileKind.Slots];
    private static readonly Lock Gate = new();

    /// <summary>The kernel of a description.</summary>
    public static delegate* unmanaged<TileCall*, void> Get(in TileKind kind)
    {
        ref nint slot = ref Entries[kind.Slot];
        nint entry = Volatile.Read(ref slot);
        if (entry == 0)
        {
            lock (Gate)
            {
                entry = slot;
                if (entry == 0)
                {
                    entry = (nint)ExecutableMemory.Publish(new TileEmitter(kind).Emit());
                    if (entry == 0)
                    {
                        throw new InvalidOperationException($"the system refuses more executable memory; set {KernelTiers.NoEmitVariable}=1 to do without");
                    }
                    Volatile.Write(ref slot, entry);
                }
            }
        }
        return (delegate* unmanaged<TileCall*, void>)entry;
    }
}
