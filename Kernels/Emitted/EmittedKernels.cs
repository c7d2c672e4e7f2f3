using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace AccelEmu.Kernels;

/// <summary>The emitted kernels of one sort in this process, each made when first asked for.</summary>
/// <param name="slots">Different descriptions.</param>
/// <param name="emit">Code of a description.</param>
internal sealed unsafe class EmittedKernels<TKind>(int slots, Func<TKind, byte[]> emit)
    where TKind : struct
{
    private readonly nint[] entries = new nint[slots];
    private readonly Lock gate = new();

    /// <summary>Where the kernel of a description, which has number <paramref name="slot"/>, begins.</summary>
    /// <exception cref="InvalidOperationException">The system refuses executable memory.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Get(int slot, in TKind kind)
    {
        nint entry = Volatile.Read(ref entries[slot]);
        return entry != 0 ? entry : Make(slot, kind);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private nint Make(int slot, in TKind kind)
    {
        lock (gate)
        {
            nint entry = entries[slot];
            if (entry == 0)
            {
                entry = (nint)ExecutableMemory.Publish(emit(kind));
                if (entry == 0)
                {
                    throw new InvalidOperationException($"the system refuses more executable memory; set {KernelTiers.NoEmitVariable}=1 to do without");
                }
                Volatile.Write(ref entries[slot], entry);
            }
            return entry;
        }
    }
}
