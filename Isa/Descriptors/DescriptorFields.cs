using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace AccelEmu.Isa;

/// <summary>Parts and names of a <see cref="DescriptorField"/>.</summary>
public static class DescriptorFields
{
    /// <summary>Every writable field, by code.</summary>
    public static ImmutableArray<DescriptorField> All { get; } = [.. Writable()];

    private static readonly string[] Names = NameTable();
    private static readonly FrozenDictionary<(DescriptorKind Kind, string Name), DescriptorField> ByName = NameIndex();

    /// <summary>The kind the field belongs to.</summary>
    public static DescriptorKind Kind(this DescriptorField field) => (DescriptorKind)((byte)field >> 6);

    /// <summary>The word of the descriptor that holds it.</summary>
    public static int Index(this DescriptorField field) => (byte)field & 63;

    /// <summary>The name in assembly: snake case without the kind, such as <c>pad_top</c>.</summary>
    public static string Name(this DescriptorField field) => Names[(byte)field] ?? $"field{(byte)field}";

    /// <summary>True for a field that instructions may name.</summary>
    public static bool IsDefined(this DescriptorField field) => Names[(byte)field] is not null;

    /// <summary>The kind's name in assembly: <c>tile</c>, <c>conv</c>, <c>drain</c>.</summary>
    public static string KindName(DescriptorKind kind) => SnakeCase.Name(kind);

    /// <summary>Finds a field of <paramref name="kind"/> by its assembly name; false when there is none.</summary>
    public static bool TryFind(DescriptorKind kind, string name, out DescriptorField field) => ByName.TryGetValue((kind, name), out field);

    private static IEnumerable<DescriptorField> Writable()
    {
        foreach (DescriptorField field in Enum.GetValues<DescriptorField>())
        {
            if (field != DescriptorField.None)
            {
                yield return field;
            }
        }
    }

    private static string[] NameTable()
    {
        string[] names = new string[256];
        foreach (DescriptorField field in All)
        {
            names[(byte)field] = SnakeCase.Of(field.ToString()[field.Kind().ToString().Length..]);
        }
        return names;
    }

    private static FrozenDictionary<(DescriptorKind Kind, string Name), DescriptorField> NameIndex()
    {
        Dictionary<(DescriptorKind Kind, string Name), DescriptorField> index = [];
        foreach (DescriptorField field in All)
        {
            index.Add((field.Kind(), field.Name()), field);
        }
        return index.ToFrozenDictionary();
    }
}
