using System.Collections.Generic;

namespace AccelEmu.Cli;

/// <summary>Labelled samples in the form a model takes them.</summary>
/// <param name="Name">Folder name.</param>
/// <param name="Kind">What the labels mean.</param>
/// <param name="Samples">Samples in a stable order.</param>
internal sealed record Dataset(string Name, DatasetKind Kind, IEnumerable<Sample> Samples);

/// <summary>What is predicted.</summary>
internal enum DatasetKind
{
    /// <summary>A class; the score is the share of right ones.</summary>
    Classification,

    /// <summary>Normal or not by reconstruction error; the score is the area under the ROC curve.</summary>
    Anomaly,
}

/// <summary>One sample: one or more windows that are run one after the other.</summary>
/// <param name="Name">File name or position.</param>
/// <param name="Label">Class, or 1 for an anomaly.</param>
/// <param name="Windows">Inputs; raw model bytes, or fp32 to be quantised.</param>
/// <param name="IsFloat">The windows hold fp32.</param>
internal sealed record Sample(string Name, int Label, IReadOnlyList<byte[]> Windows, bool IsFloat);
