using System.Collections.Generic;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>A model as the compiler sees it: values, and nodes in an order in which every input is there before its use.</summary>
/// <remarks>Images are NHWC, convolution weights [KH, KW, C/groups, O], matrices row-major. Front ends translate.</remarks>
public sealed class Graph
{
    /// <summary>Model name.</summary>
    public string Name { get; set; } = "";
    /// <summary>Model inputs in the model's order.</summary>
    public List<Value> Inputs { get; } = [];
    /// <summary>Model outputs in the model's order.</summary>
    public List<Value> Outputs { get; } = [];
    /// <summary>Operations in execution order.</summary>
    public List<Node> Nodes { get; } = [];
    /// <summary>How integer sums are scaled where nodes do not say.</summary>
    public RequantMode Requantization { get; set; } = RequantMode.FixedSingle;

    /// <summary>Appends a node with one output.</summary>
    public Value Add(string name, Operation operation, Value output, params IEnumerable<Value> inputs)
    {
        Node node = new(name, operation);
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(output);
        Nodes.Add(node);
        return output;
    }
}

/// <summary>An operation applied to values. Operands that an operation leaves out are not in the list; see the operation's record for their order.</summary>
/// <param name="name">Unique in the graph; appears in tables, mappings and errors.</param>
/// <param name="operation">What is computed.</param>
public sealed class Node(string name, Operation operation)
{
    /// <summary>Unique name.</summary>
    public string Name { get; } = name;
    /// <summary>What is computed.</summary>
    public Operation Operation { get; set; } = operation;
    /// <summary>Operands.</summary>
    public List<Value> Inputs { get; } = [];
    /// <summary>Results.</summary>
    public List<Value> Outputs { get; } = [];
}

/// <summary>A tensor of the graph.</summary>
/// <param name="name">Unique in the graph.</param>
/// <param name="type">Element type.</param>
/// <param name="shape">Extents, outermost first; empty = scalar.</param>
public sealed class Value(string name, DType type, params IEnumerable<Dimension> shape)
{
    /// <summary>Unique name.</summary>
    public string Name { get; set; } = name;
    /// <summary>Element type.</summary>
    public DType Type { get; set; } = type;
    /// <summary>Extents.</summary>
    public Dimension[] Shape { get; set; } = [.. shape];
    /// <summary>Integers: what they stand for; null = plain integers.</summary>
    public Quantization? Quantization { get; set; }
    /// <summary>Constant contents, dense row-major in <see cref="Type"/>; null = computed at run time.</summary>
    public byte[]? Constant { get; set; }
    /// <summary>
    /// How constant weights of a matrix product or convolution are stored in DRAM; a sparse format is decoded on the way into the scratchpad.
    /// </summary>
    public SparseFormat Storage { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type.Name()}[{string.Join(", ", Shape)}]";
}

/// <summary>An extent: a number, or a run-time quantity with a name and a bound.</summary>
/// <param name="Size">The extent, or its maximum when symbolic.</param>
/// <param name="Symbol">Name of the run-time quantity; null = static.</param>
public readonly record struct Dimension(long Size, string? Symbol = null)
{
    /// <summary>True when known before the run.</summary>
    public bool IsStatic => Symbol is null;
    /// <summary>A static extent.</summary>
    public static implicit operator Dimension(long size) => new(size);
    /// <summary>A static extent.</summary>
    public static Dimension FromInt64(long size) => new(size);
    /// <inheritdoc/>
    public override string ToString() => Symbol is null ? $"{Size}" : $"{Symbol}≤{Size}";
}

/// <summary>real = (raw − zero point) · scale.</summary>
/// <param name="Scales">One, or one for each index of <paramref name="Axis"/>.</param>
/// <param name="ZeroPoints">As <paramref name="Scales"/>.</param>
/// <param name="Axis">Quantised axis; −1 = whole tensor.</param>
public sealed record Quantization(float[] Scales, int[] ZeroPoints, int Axis = -1)
{
    /// <summary>One scale and zero point for the whole tensor.</summary>
    public static Quantization PerTensor(float scale, int zeroPoint) => new([scale], [zeroPoint]);
}
