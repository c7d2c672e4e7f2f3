using System;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using Google.Protobuf;

namespace AccelEmu.Frontends;

/// <summary>Reads ONNX models.</summary>
/// <remarks>
/// Shapes are inferred and static. Spatial operators work on NHWC: a value is transposed where its order changes, constants once, and
/// elementwise operators follow the order of their operands. Integer sums are scaled in fp32 with ties to even
/// (<see cref="Numerics.RequantMode.Float32"/>). Quantize and dequantize pairs stay as nodes; the compiler fuses them.
/// </remarks>
public static class OnnxReader
{
    /// <summary>Newest operator set whose meaning is known.</summary>
    public const int MaxOpset = 28;

    /// <summary>Oldest operator set: before it, broadcasting was written differently.</summary>
    public const int MinOpset = 7;

    /// <summary>Translates a model.</summary>
    /// <param name="file">The file's bytes. They may be hostile: time and memory stay in proportion to them and to <see cref="OnnxOptions.MaxConstantBytes"/>.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <param name="options">Open extents and limits; null = defaults.</param>
    /// <returns>The graph; inputs and outputs have the model's order, names, shapes and types.</returns>
    /// <exception cref="CompileException">Code <c>onnx.*</c>: the file is damaged, or uses something unsupported; the message names file, node, field, value, what is legal and a way out.</exception>
    public static Graph Read(byte[] file, string name, OnnxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(name);
        ModelMessage model;
        try
        {
            model = ModelMessage.Parser.WithDiscardUnknownFields(true).ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CompileException("onnx.malformed", name, $"{e.Message} The file is damaged or not an ONNX model; export it again");
        }
        if (model.Graph is null)
        {
            throw new CompileException("onnx.malformed", name, "the file has no graph; it is damaged or not an ONNX model, export it again");
        }
        return new OnnxImporter(model, name, options ?? new OnnxOptions()).Run();
    }
}
