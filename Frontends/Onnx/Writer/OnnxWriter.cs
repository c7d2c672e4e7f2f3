using System;
using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>Writes graphs as ONNX models.</summary>
/// <remarks>
/// <para>
/// Inputs and outputs keep name, order, shape and type of the graph, images NHWC: the bytes that feed the graph feed the file. Inside, images are
/// NCHW as ONNX wants them; the file begins with a Transpose, and has others where the graph asks for the order of elements.
/// </para>
/// <para>
/// The numbers of the file are ONNX's, not the graph's: sums of quantised operators are scaled in fp32 with ties to even (QLinearConv, QLinearMatMul, QGemm and QLinearAdd of
/// <c>com.microsoft</c>), which may differ by one code from fixed-point scaling; a quantised matrix product with bias is a QGemm; quantised
/// operations that ONNX lacks stand between DequantizeLinear and QuantizeLinear; QuantizeLinear rounds ties to even.
/// A conversion of floats to integers rounds to nearest as the graph's does, and like ONNX's leaves numbers outside the type undefined.
/// </para>
/// </remarks>
public static class OnnxWriter
{
    /// <summary>Operator set of the files.</summary>
    public const int Opset = 17;

    /// <summary>Writes a graph as front ends and the zoo build them, before any compiler pass.</summary>
    /// <param name="graph">The graph; not changed.</param>
    /// <param name="options">Choices; null = defaults.</param>
    /// <returns>An ONNX file: IR version 8, operator set <see cref="Opset"/>.</returns>
    /// <exception cref="CompileException">Code <c>onnx.write</c>: a node has no counterpart; the message names node, field, value, what is legal and a way out.</exception>
    public static byte[] Write(Graph graph, OnnxWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new OnnxExport(graph, options ?? new OnnxWriterOptions()).Run();
    }
}
