using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>The operators that are read, by name.</summary>
internal static class TfLiteOperators
{
    private static readonly FrozenDictionary<string, Action<TfLiteOperator>> s_importers = new Dictionary<string, Action<TfLiteOperator>>
    {
        ["ABS"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Abs),
        ["ADD"] = o => TfLiteElementwise.Binary(o, BinaryOperation.Add, [DType.I8, DType.U8]),
        ["AVERAGE_POOL_2D"] = o => TfLitePooling.Window(o, Pooling.Average),
        ["CEIL"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Ceil),
        ["CONCATENATION"] = TfLiteMoves.Concatenation,
        ["CONV_2D"] = TfLiteConvolutions.Conv,
        ["DEPTHWISE_CONV_2D"] = TfLiteConvolutions.Depthwise,
        ["DEQUANTIZE"] = TfLiteElementwise.Dequantize,
        ["DIV"] = o => TfLiteElementwise.Binary(o, BinaryOperation.Div, []),
        ["EXP"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Exp),
        ["EXPAND_DIMS"] = TfLiteMoves.Reshape,
        ["FLOOR"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Floor),
        ["FULLY_CONNECTED"] = TfLiteConvolutions.FullyConnected,
        ["LOG"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Log),
        ["LOGISTIC"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Sigmoid),
        ["MAXIMUM"] = o => TfLiteElementwise.Binary(o, BinaryOperation.Max, []),
        ["MAX_POOL_2D"] = o => TfLitePooling.Window(o, Pooling.Max),
        ["MEAN"] = TfLitePooling.Mean,
        ["MINIMUM"] = o => TfLiteElementwise.Binary(o, BinaryOperation.Min, []),
        ["MUL"] = o => TfLiteElementwise.Binary(o, BinaryOperation.Mul, []),
        ["NEG"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Neg),
        ["PAD"] = TfLiteMoves.Pad,
        ["PADV2"] = TfLiteMoves.Pad,
        ["QUANTIZE"] = TfLiteElementwise.Quantize,
        ["RELU"] = o => TfLiteElementwise.Bound(o, Compiler.Clamp.Relu),
        ["RELU6"] = o => TfLiteElementwise.Bound(o, Compiler.Clamp.Relu6),
        ["RELU_N1_TO_1"] = o => TfLiteElementwise.Bound(o, new Compiler.Clamp(-1, 1)),
        ["RESHAPE"] = TfLiteMoves.Reshape,
        ["RSQRT"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Rsqrt),
        ["SLICE"] = TfLiteMoves.Slice,
        ["SOFTMAX"] = TfLiteElementwise.Softmax,
        ["SQRT"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Sqrt),
        ["SQUEEZE"] = TfLiteMoves.Reshape,
        ["STRIDED_SLICE"] = TfLiteMoves.StridedSlice,
        ["SUB"] = o => TfLiteElementwise.Binary(o, BinaryOperation.Sub, [DType.I8, DType.U8]),
        ["TANH"] = o => TfLiteElementwise.Unary(o, UnaryOperation.Tanh),
        ["TRANSPOSE"] = TfLiteMoves.Transpose,
    }.ToFrozenDictionary();

    /// <summary>Names of the operators that are read, sorted.</summary>
    public static IEnumerable<string> Names => s_importers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds one operator to the graph.</summary>
    public static void Import(TfLiteOperator operation)
    {
        if (!s_importers.TryGetValue(operation.Name, out Action<TfLiteOperator>? import))
        {
            throw operation.Fail("operator", $"operator {operation.Builtin} {operation.Name} is not supported; legal: {string.Join(", ", Names)}; rewrite the model with these or export it as ONNX");
        }
        import(operation);
    }
}
