namespace AccelEmu.Numerics;

/// <summary>Saturating 64-bit addition and subtraction.</summary>
internal static class SaturatingArithmetic
{
    public static long Add(long a, long b)
    {
        long sum = unchecked(a + b);
        bool overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return overflow ? Limit(a) : sum;
    }

    public static long Subtract(long a, long b)
    {
        long difference = unchecked(a - b);
        bool overflow = ((a ^ b) & (a ^ difference)) < 0;
        return overflow ? Limit(a) : difference;
    }

    private static long Limit(long sign) => sign < 0 ? long.MinValue : long.MaxValue;
}
