using System;
using System.Globalization;

namespace AccelEmu.TestKit;

/// <summary>How long the fuzz tests are.</summary>
public static class Fuzz
{
    /// <summary>Environment variable that holds the number of cases of each fuzz test; 1000000 is the long form.</summary>
    public const string Variable = "ACCELEMU_FUZZ_CASES";

    /// <summary>Cases to run: what <see cref="Variable"/> says, else <paramref name="ciDefault"/>. Case i is the same in every run.</summary>
    /// <exception cref="FormatException">The variable is no whole number above 0.</exception>
    public static int Cases(int ciDefault = 10_000) => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => ciDefault,
        string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int cases) && cases > 0 => cases,
        string text => throw new FormatException($"{Variable} = {text}; legal: 1..{int.MaxValue}"),
    };
}
