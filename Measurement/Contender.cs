using System;

namespace AccelEmu.Measurement;

/// <summary>Something to time, in turn with the others of its group.</summary>
/// <param name="Kernel">What it is.</param>
/// <param name="Tier">Kernel tier in lower case, or the baseline's name.</param>
/// <param name="Run">One call.</param>
internal sealed record Contender(string Kernel, string Tier, Action Run)
{
    /// <summary>Threads a call uses.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Work of a call where it differs from the group's; ratios compare speeds, not times.</summary>
    public double? Work { get; init; }

    /// <summary>The others are compared with this one; the first of a group counts.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>Peak to hold it against.</summary>
    public Peak? Peak { get; init; }
}
