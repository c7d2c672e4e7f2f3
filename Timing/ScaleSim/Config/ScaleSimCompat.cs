namespace AccelEmu.Timing;

/// <summary>Whose reports to give.</summary>
public enum ScaleSimCompat
{
    /// <summary>scale-sim-v2 at 22f88b1, to the last value.</summary>
    V2,
    /// <summary>SCALE-Sim (v3) at 1d62b68, to the last value.</summary>
    V3,
    /// <summary>v3 with its counting errors put right: see <see cref="ScaleSimQuirks"/>.</summary>
    Fixed,
}
