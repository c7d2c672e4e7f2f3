namespace AccelEmu.Kernels;

/// <summary>Families of kernels, slowest first. Every tier gives the same bits.</summary>
public enum KernelTier : byte
{
    /// <summary>The scalar reference.</summary>
    Reference = 0,
    /// <summary>128-bit vectors.</summary>
    Vector128 = 1,
    /// <summary>256-bit vectors.</summary>
    Vector256 = 2,
    /// <summary>512-bit vectors.</summary>
    Vector512 = 3,
    /// <summary>Micro-kernels emitted at run time.</summary>
    Emitted = 4,
}
