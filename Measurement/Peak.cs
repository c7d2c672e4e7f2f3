using System;

namespace AccelEmu.Measurement;

/// <summary>The fastest a loop was seen in this run: it rises with every sample, whichever row is being measured.</summary>
/// <param name="name">What the loop does.</param>
/// <param name="macs">Multiply-accumulates of one call.</param>
/// <param name="run">One call, well under a millisecond.</param>
internal sealed class Peak(string name, double macs, Action run)
{
    private const int FirstSamples = 100;

    /// <summary>What the loop does.</summary>
    public string Name => name;

    /// <summary>Best speed so far.</summary>
    public double MacsPerSecond { get; private set; }

    /// <summary>Takes one more sample, many at the first time.</summary>
    public void Sample() => Sample(MacsPerSecond == 0 ? FirstSamples : 1);

    /// <summary>Takes samples.</summary>
    public void Sample(int count)
    {
        for (int i = 0; i < count; i++)
        {
            MacsPerSecond = Math.Max(MacsPerSecond, macs / PairedRuns.Sample(run, 1));
        }
    }
}
