using System;
using System.Collections.Generic;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>A dense tensor from a file, or for one.</summary>
public sealed record TensorData
{
    /// <summary>Creates; fails unless <paramref name="bytes"/> is as long as type and shape say.</summary>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Extents, outermost first; empty = scalar.</param>
    /// <param name="bytes">Dense row-major little-endian contents.</param>
    /// <param name="name">Name, or empty.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public TensorData(DType type, IEnumerable<int> shape, byte[] bytes, string name = "")
    {
        ArgumentNullException.ThrowIfNull(bytes);
        (Type, Shape, Bytes, Name) = (type, [.. shape], bytes, name);
        long elements = Shapes.Elements(Shape);
        if (elements < 0 || type.BytesOf(elements) != bytes.Length)
        {
            throw new ArgumentException($"{bytes.Length} bytes for {type.Name()}{Shapes.Text(Shape)}, which needs {(elements < 0 ? "a legal shape" : type.BytesOf(elements))}", nameof(bytes));
        }
    }

    /// <summary>Element type.</summary>
    public DType Type { get; }

    /// <summary>Extents, outermost first; empty = scalar.</summary>
    public int[] Shape { get; }

    /// <summary>Dense row-major little-endian contents.</summary>
    public byte[] Bytes { get; }

    /// <summary>Name, or empty.</summary>
    public string Name { get; }
}
