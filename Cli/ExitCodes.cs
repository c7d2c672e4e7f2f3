namespace AccelEmu.Cli;

/// <summary>Exit codes of <c>accelemu</c>; stable, listed in the README.</summary>
public static class ExitCodes
{
    /// <summary>Everything asked for was done.</summary>
    public const int Success = 0;
    /// <summary>The command line is not understood.</summary>
    public const int Usage = 2;
    /// <summary>A file, model, machine or program cannot be read or compiled.</summary>
    public const int BadInput = 3;
    /// <summary>The program trapped or deadlocked.</summary>
    public const int Trapped = 4;
    /// <summary>An output differs from what was expected.</summary>
    public const int Mismatch = 5;
    /// <summary>The race check found unordered accesses.</summary>
    public const int Races = 6;
    /// <summary>The instruction budget is used up.</summary>
    public const int Budget = 7;
    /// <summary>Interrupted.</summary>
    public const int Cancelled = 130;
}
