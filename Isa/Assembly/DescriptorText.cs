using System;
using System.Collections.Generic;
using System.Text;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Descriptor templates as text: the kind, then every field that does not hold the kind's default. <c>dims=</c>, <c>strides=</c> and <c>max=</c> are lists.</summary>
internal static class DescriptorText
{
    private static readonly Descriptor TileDefault = TileDescriptor.Create(Space.Dram, 0, 0, 0, default);
    private static readonly Descriptor ConvDefault = ConvDescriptor.Create(ConvGeometry.Unit);
    private static readonly Descriptor DrainDefault = DrainDescriptor.Create(DrainDescriptor.None);

    /// <summary>What a template of <paramref name="kind"/> holds where nothing is written.</summary>
    public static Descriptor Default(DescriptorKind kind) => kind switch
    {
        DescriptorKind.Tile => TileDefault,
        DescriptorKind.Conv => ConvDefault,
        _ => DrainDefault,
    };

    public static string Print(in Descriptor descriptor)
    {
        StringBuilder text = new(DescriptorFields.KindName(descriptor.Kind));
        Descriptor standard = Default(descriptor.Kind);
        bool listed = descriptor.Kind == DescriptorKind.Tile && descriptor[DescriptorField.TileRank] is >= 1 and <= 5;
        HashSet<int> done = [];
        if (listed)
        {
            int rank = (int)descriptor[DescriptorField.TileRank];
            done.Add(DescriptorField.TileRank.Index());
            PrintList(text, " dims=", descriptor, DescriptorField.TileDim0, rank, done);
            PrintList(text, " strides=", descriptor, DescriptorField.TileStride0, rank, done);
        }
        foreach (DescriptorField field in DescriptorFields.All)
        {
            if (field.Kind() == descriptor.Kind && done.Add(field.Index()) && descriptor[field] != standard[field])
            {
                text.Append(' ').Append(field.Name()).Append('=').Append(PrintValue(field, descriptor[field]));
            }
        }
        for (int word = 1; word < Descriptor.Words; word++)
        {
            if (done.Add(word) && descriptor[word] != 0)
            {
                text.Append($" word{word}={descriptor[word]}");
            }
        }
        return text.ToString();
    }

    /// <summary>Parses a kind and its fields.</summary>
    public static Descriptor Parse(TokenReader line)
    {
        int column = line.Current.Column;
        string kindName = line.Name("tile, conv or drain");
        if (!SnakeCase.TryParse(kindName, out DescriptorKind kind) || kind == DescriptorKind.None)
        {
            throw new AssemblyFault("asm.kind", column, $"'{kindName}' is not a kind of descriptor; legal: tile, conv, drain");
        }
        Descriptor descriptor = Default(kind);
        HashSet<string> given = new(StringComparer.Ordinal);
        while (!line.AtEnd)
        {
            Token name = line.Current;
            line.Name("a field");
            line.Mark("=");
            if (!given.Add(name.Text))
            {
                throw new AssemblyFault("asm.field", name.Column, $"'{name.Text}' is given twice");
            }
            ParseField(ref descriptor, kind, name, line);
        }
        if (kind == DescriptorKind.Tile && given.Contains("dims") && !given.Contains("strides"))
        {
            FillStrides(ref descriptor, column);
        }
        return descriptor;
    }

    /// <summary>The enumeration a field holds, as its names; null for numbers.</summary>
    public static IReadOnlyList<string>? Names(DescriptorField field) => field switch
    {
        DescriptorField.TileSpace or DescriptorField.DrainParameterSpace => SnakeCase.All<Space>(),
        DescriptorField.TileDType => SnakeCase.All<DType>(),
        DescriptorField.TileLayout => SnakeCase.All<Layout>(),
        DescriptorField.TileFormat => SnakeCase.All<SparseFormat>(),
        DescriptorField.DrainMode => SnakeCase.All<RequantMode>(),
        DescriptorField.DrainRounding => SnakeCase.All<ShiftRounding>(),
        DescriptorField.DrainResidualMode => SnakeCase.All<ResidualMode>(),
        _ => null,
    };

    private static bool IsFloat(DescriptorField field) => field is DescriptorField.DrainScale
        or DescriptorField.DrainResidualScaleA or DescriptorField.DrainResidualScaleB or DescriptorField.DrainResidualScaleOut;

    private static string PrintValue(DescriptorField field, long value)
    {
        IReadOnlyList<string>? names = Names(field);
        if (names is not null && value >= 0 && value < names.Count)
        {
            return names[(int)value];
        }
        float number = BitConverter.Int32BitsToSingle((int)value);
        return IsFloat(field) && value == (int)value && float.IsFinite(number) ? $"f32({number:R})" : $"{value}";
    }

    private static void PrintList(StringBuilder text, string clause, in Descriptor descriptor, DescriptorField first, int rank, HashSet<int> done)
    {
        text.Append(clause);
        for (int d = 0; d < rank; d++)
        {
            done.Add(first.Plus(d).Index());
            text.Append(d == 0 ? "" : ",").Append(descriptor[first.Plus(d)]);
        }
    }

    private static void ParseField(ref Descriptor descriptor, DescriptorKind kind, Token name, TokenReader line)
    {
        if (kind == DescriptorKind.Tile && name.Text is "dims" or "strides" or "max")
        {
            DescriptorField first = name.Text == "dims" ? DescriptorField.TileDim0 : name.Text == "strides" ? DescriptorField.TileStride0 : DescriptorField.TileMax0;
            int count = 0;
            do
            {
                if (count == 5)
                {
                    throw new AssemblyFault("asm.range", line.Current.Column, $"{name.Text} has more than 5 entries; legal: 1..5");
                }
                descriptor[first.Plus(count++)] = line.Expression();
            }
            while (line.TryMark(","));
            descriptor[DescriptorField.TileRank] = name.Text == "dims" ? count : descriptor[DescriptorField.TileRank];
        }
        else if (name.Text.StartsWith("word", StringComparison.Ordinal) && int.TryParse(name.Text.AsSpan(4), out int word) && word is > 0 and < Descriptor.Words)
        {
            descriptor[word] = line.Expression();
        }
        else if (DescriptorFields.TryFind(kind, name.Text, out DescriptorField field))
        {
            descriptor[field] = ParseValue(field, line);
        }
        else
        {
            throw new AssemblyFault("asm.field", name.Column, $"'{name.Text}' is not a field of a {DescriptorFields.KindName(kind)} descriptor");
        }
    }

    private static long ParseValue(DescriptorField field, TokenReader line)
    {
        IReadOnlyList<string>? names = Names(field);
        Token token = line.Current;
        if (names is not null && token.Kind == TokenKind.Name)
        {
            for (int i = 0; i < names.Count; i++)
            {
                if (names[i] == token.Text)
                {
                    line.Take();
                    return i;
                }
            }
            throw new AssemblyFault("asm.enum", token.Column, $"{field.Name()} = '{token.Text}'; legal: {string.Join(", ", names)}");
        }
        if (field == DescriptorField.DrainResidual && token.Kind == TokenKind.Name && token.Text[0] == 'd' && byte.TryParse(token.Text.AsSpan(1), out byte descriptor))
        {
            line.Take();
            return descriptor;
        }
        return line.Expression();
    }

    /// <summary>Dense strides, or the panel stride, of the dimensions given.</summary>
    private static void FillStrides(ref Descriptor descriptor, int column)
    {
        Span<long> dims = stackalloc long[(int)descriptor[DescriptorField.TileRank]];
        Int128 elements = 1;
        for (int d = 0; d < dims.Length; d++)
        {
            dims[d] = descriptor[DescriptorField.TileDim0.Plus(d)];
            if (dims[d] is < 0 or > TileDescriptor.Limit || (elements *= dims[d]) > TileDescriptor.Limit)
            {
                throw new AssemblyFault("asm.range", column, $"dims whose strides are to be filled in; legal: 0..{TileDescriptor.Limit} elements in all");
            }
        }
        long type = descriptor[DescriptorField.TileDType];
        long layout = descriptor[DescriptorField.TileLayout];
        if (type is < 0 or > (long)DType.U2 || layout is < 0 or > (long)Layout.PanelSums || (layout != 0 && (dims.Length < 2 || ((DType)type).Bits() > 32)))
        {
            throw new AssemblyFault("asm.range", column, "strides cannot be filled in for this dtype, layout and rank; legal: write strides=");
        }
        TileShape shape = layout == (long)Layout.Plain ? TileShape.Dense((DType)type, dims) : TileShape.Panels((DType)type, layout == (long)Layout.PanelSums, dims);
        for (int d = 0; d < dims.Length; d++)
        {
            descriptor[DescriptorField.TileStride0.Plus(d)] = shape.Strides[d];
        }
    }
}
