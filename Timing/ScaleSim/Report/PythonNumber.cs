using System;
using System.Globalization;

namespace AccelEmu.Timing;

/// <summary>Numbers as Python prints them: the fewest digits that read back as the same double, a point always, an exponent below 1e-4 and from 1e16 on.</summary>
internal static class PythonNumber
{
    public static string Float(double value)
    {
        // Round trip digits as d.dddE±xx, put down again in Python's way.
        string scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        int exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string sign = value < 0 || double.IsNegative(value) ? "-" : "";
        string digits = Digits(shortest);
        if (value == 0)
        {
            return sign + "0.0";
        }
        if (exponent is < -4 or >= 16)
        {
            string mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }
        string padded = digits.PadRight(exponent + 1, '0');
        string fraction = padded[(exponent + 1)..];
        return $"{sign}{padded[..(exponent + 1)]}.{(fraction.Length == 0 ? "0" : fraction)}";
    }

    public static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Significant digits of a number, without sign, point, exponent, and zeros at either end.</summary>
    private static string Digits(string number)
    {
        int end = number.IndexOf('E');
        string mantissa = (end < 0 ? number : number[..end]).Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        return mantissa.TrimStart('0').TrimEnd('0');
    }
}
