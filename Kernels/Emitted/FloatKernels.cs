using System;
using System.Threading;

namespace AccelEmu.Kernels;

/// <summary>The emitted fp32 kernels of this process, each made when first asked for.</summary>
internal static unsafe class FloatKernels
{
    private static readonly nint[] Entries = new nint[FloatKind.Slots];
    private static readonly Lock Gate = new();

    /// <summary>The kernel of a description.</summary>
    public static delegate* unmanaged<FloatCall*, void> Get(in FloatKind kind)
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
                    entry = (nint)ExecutableMemory.Publish(new FloatEmitter(kind).Emit());
                    if (entry == 0)
                    {
                        throw new InvalidOperationException($"the system refuses more executable memory; set {KernelTiers.NoEmitVariable}=1 to do without");
                    }
                    Volatile.Write(ref slot, entry);
                }
            }
        }
        return (delegate* unmanaged<FloatCall*, void>)entry;
    }
}
