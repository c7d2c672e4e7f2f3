namespace AccelEmu.Isa;

/// <summary>One of 64 descriptors of a core, written <c>d0</c>…<c>d63</c>.</summary>
/// <param name="Index">0..63.</param>
public readonly record struct DescriptorId(byte Index)
{
    /// <summary>Descriptors of a core.</summary>
    public const int Count = 64;
    /// <inheritdoc/>
    public override string ToString() => $"d{Index}";
}

/// <summary>One of 32 scalar 64-bit registers of a core, written <c>r0</c>…<c>r31</c>. All are ordinary; none is fixed.</summary>
/// <param name="Index">0..31.</param>
public readonly record struct RegisterId(byte Index)
{
    /// <summary>Scalar registers of a core.</summary>
    public const int Count = 32;
    /// <inheritdoc/>
    public override string ToString() => $"r{Index}";
}

/// <summary>One of 16 predicate registers of a core, written <c>p0</c>…<c>p15</c>. <c>p0</c> is always true.</summary>
/// <param name="Index">0..15.</param>
public readonly record struct PredicateId(byte Index)
{
    /// <summary>Predicate registers of a core.</summary>
    public const int Count = 16;
    /// <inheritdoc/>
    public override string ToString() => $"p{Index}";
}

/// <summary>A semaphore as an instruction names it; 0 is none, written <c>s1</c>…<c>s255</c>.</summary>
/// <param name="Index">0 = none, else 1..255.</param>
public readonly record struct SemaphoreId(byte Index)
{
    /// <summary>No semaphore.</summary>
    public static SemaphoreId None => default;
    /// <summary>True when the field is empty.</summary>
    public bool IsNone => Index == 0;
    /// <inheritdoc/>
    public override string ToString() => IsNone ? "none" : $"s{Index}";
}

/// <summary>The position of an instruction word in its core's code, counted in words.</summary>
/// <param name="Index">0-based.</param>
public readonly record struct CodeAddress(int Index)
{
    /// <summary>Largest encodable position: 24 bits.</summary>
    public const int Max = (1 << 24) - 1;
    /// <inheritdoc/>
    public override string ToString() => $"{Index}";
}
