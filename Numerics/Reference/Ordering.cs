namespace AccelEmu.Numerics;

/// <summary>The order of index reductions and of top-k. Zeros of both signs are equal; every NaN equals every other.</summary>
internal static class Ordering
{
    /// <summary>Negative when a comes before b: larger first, or smaller first. NaN is the largest value, or first in any case.</summary>
    public static int Compare(DType type, ulong a, ulong b, bool smallest, bool nanFirst)
    {
        if (type.IsInteger())
        {
            int order = Elements.ToInteger(type, b).CompareTo(Elements.ToInteger(type, a));
            return smallest ? -order : order;
        }
        double x = Elements.ToDouble(type, a);
        double y = Elements.ToDouble(type, b);
        if (double.IsNaN(x) || double.IsNaN(y))
        {
            int larger = double.IsNaN(y).CompareTo(double.IsNaN(x));
            return smallest && !nanFirst ? -larger : larger;
        }
        bool before = smallest ? x < y : x > y;
        return before ? -1 : x == y ? 0 : 1;
    }
}
