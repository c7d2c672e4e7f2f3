using System;
using System.Collections.Generic;
using System.Text;

namespace AccelEmu.Isa;

/// <summary>Names of enumeration members in assembly: <c>FixedSingle</c> is <c>fixed_single</c>, <c>I8</c> is <c>i8</c>.</summary>
public static class SnakeCase
{
    /// <summary>The assembly name of a defined member; the number of an undefined one.</summary>
    public static string Name<TEnum>(TEnum value) where TEnum : unmanaged, Enum => Cache<TEnum>.Names.GetValueOrDefault(value) ?? value.ToString();

    /// <summary>The member with an assembly name; false when there is none.</summary>
    public static bool TryParse<TEnum>(string name, out TEnum value) where TEnum : unmanaged, Enum => Cache<TEnum>.Values.TryGetValue(name, out value);

    /// <summary>True for a declared member.</summary>
    public static bool IsDefined<TEnum>(TEnum value) where TEnum : unmanaged, Enum => Cache<TEnum>.Names.ContainsKey(value);

    /// <summary>Every assembly name of an enumeration, by number.</summary>
    public static IReadOnlyList<string> All<TEnum>() where TEnum : unmanaged, Enum => Cache<TEnum>.InOrder;

    /// <summary>Pascal case to snake case: an underscore before every capital letter that follows a lower-case one.</summary>
    public static string Of(string pascal)
    {
        StringBuilder text = new(pascal.Length + 4);
        for (int i = 0; i < pascal.Length; i++)
        {
            if (i > 0 && char.IsUpper(pascal[i]) && char.IsLower(pascal[i - 1]))
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(pascal[i]));
        }
        return text.ToString();
    }

    private static class Cache<TEnum> where TEnum : unmanaged, Enum
    {
        public static readonly Dictionary<TEnum, string> Names = [];
        public static readonly Dictionary<string, TEnum> Values = new(StringComparer.Ordinal);
        public static readonly List<string> InOrder = [];

        static Cache()
        {
            foreach (TEnum value in Enum.GetValues<TEnum>())
            {
                string name = Of(value.ToString());
                Names.Add(value, name);
                Values.Add(name, value);
                InOrder.Add(name);
            }
        }
    }
}
