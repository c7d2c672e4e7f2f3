using System;
using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>Splits descriptors into the addresses that change from tile to tile and a shape that does not; equal shapes have equal numbers.</summary>
internal sealed class OperandShapes
{
    private static readonly DescriptorField[] Tile =
    [
        DescriptorField.TileBase, DescriptorField.TileOffset, DescriptorField.TileExtent, DescriptorField.TileZeroPointArray,
        DescriptorField.TileScales, DescriptorField.TileMetadata, DescriptorField.TileMetadataExtent,
    ];

    private static readonly DescriptorField[] Drain =
    [
        DescriptorField.DrainBias, DescriptorField.DrainMultipliers, DescriptorField.DrainShifts,
        DescriptorField.DrainAddends, DescriptorField.DrainScaleArray, DescriptorField.DrainLut,
    ];

    private readonly List<Descriptor> shapes = [];
    private readonly Dictionary<Descriptor, int> numbers = new(DescriptorContent.Comparer);

    /// <summary>The fields that are kept apart.</summary>
    public static DescriptorField[] AddressFields(DescriptorKind kind) => kind switch
    {
        DescriptorKind.Tile => Tile,
        DescriptorKind.Drain => Drain,
        _ => [],
    };

    /// <summary>An operand with this content.</summary>
    public Operand Split(Descriptor content, RunTimeExtent? rows, int residual)
    {
        DescriptorField[] fields = AddressFields(content.Kind);
        long[] addresses = new long[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            addresses[i] = content[fields[i]];
            content[fields[i]] = 0;
        }
        if (!numbers.TryGetValue(content, out int number))
        {
            number = shapes.Count;
            shapes.Add(content);
            numbers.Add(content, number);
        }
        return new Operand(number, addresses, rows, residual);
    }

    /// <summary>The kind of a shape.</summary>
    public DescriptorKind Kind(int shape) => shapes[shape].Kind;

    /// <summary>The descriptor of a shape at addresses.</summary>
    public Descriptor Join(int shape, ReadOnlySpan<long> addresses)
    {
        Descriptor content = shapes[shape];
        DescriptorField[] fields = AddressFields(content.Kind);
        for (int i = 0; i < fields.Length; i++)
        {
            content[fields[i]] = addresses[i];
        }
        return content;
    }
}
