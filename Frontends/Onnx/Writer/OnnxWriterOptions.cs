namespace AccelEmu.Frontends;

/// <summary>Choices of <see cref="OnnxWriter"/>.</summary>
public sealed record OnnxWriterOptions
{
    /// <summary>
    /// Writes quantised int8 values as uint8 with zero points 128 higher, weights excepted: the same real numbers, for which runtimes on CPUs have their
    /// fastest kernels. Inputs and outputs of the file are then uint8: flip the highest bit of each byte.
    /// </summary>
    public bool UnsignedActivations { get; init; }
}
