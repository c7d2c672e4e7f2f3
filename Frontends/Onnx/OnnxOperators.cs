using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>The operators that are read, by name; those outside the standard set carry their domain.</summary>
internal static class OnnxOperators
{
    private static readonly FrozenDictionary<string, Action<OnnxNode>> s_importers = new Dictionary<string, Action<OnnxNode>>
    {
        ["Abs"] = n => OnnxElementwise.Unary(n, UnaryOperation.Abs),
        ["Add"] = n => OnnxElementwise.Binary(n, BinaryOperation.Add),
        ["AveragePool"] = n => OnnxPooling.Window(n, Pooling.Average),
        ["BatchNormalization"] = OnnxNormalization.Batch,
        ["Cast"] = OnnxElementwise.Cast,
        ["Ceil"] = n => OnnxElementwise.Unary(n, UnaryOperation.Ceil),
        ["Clip"] = OnnxElementwise.Clip,
        ["Concat"] = OnnxMoves.Concat,
        ["Constant"] = OnnxMoves.Constant,
        ["ConstantOfShape"] = OnnxFolding.ConstantOfShape,
        ["Conv"] = OnnxConvolutions.Conv,
        ["DequantizeLinear"] = OnnxQuantization.Dequantize,
        ["Div"] = n => OnnxElementwise.Binary(n, BinaryOperation.Div),
        ["Dropout"] = OnnxMoves.Dropout,
        ["Erf"] = n => OnnxElementwise.Unary(n, UnaryOperation.Erf),
        ["Exp"] = n => OnnxElementwise.Unary(n, UnaryOperation.Exp),
        ["Flatten"] = OnnxMoves.Flatten,
        ["Floor"] = n => OnnxElementwise.Unary(n, UnaryOperation.Floor),
        ["Gather"] = OnnxSlices.Gather,
        ["Gemm"] = OnnxMatrices.Gemm,
        ["GlobalAveragePool"] = n => OnnxPooling.Global(n, Pooling.Average),
        ["GlobalMaxPool"] = n => OnnxPooling.Global(n, Pooling.Max),
        ["Identity"] = OnnxMoves.Identity,
        ["LayerNormalization"] = OnnxNormalization.Layer,
        ["Log"] = n => OnnxElementwise.Unary(n, UnaryOperation.Log),
        ["MatMul"] = OnnxMatrices.MatMul,
        ["Max"] = n => OnnxElementwise.Binary(n, BinaryOperation.Max),
        ["MaxPool"] = n => OnnxPooling.Window(n, Pooling.Max),
        ["Min"] = n => OnnxElementwise.Binary(n, BinaryOperation.Min),
        ["Mul"] = n => OnnxElementwise.Binary(n, BinaryOperation.Mul),
        ["Neg"] = n => OnnxElementwise.Unary(n, UnaryOperation.Neg),
        ["Pad"] = OnnxSlices.Pad,
        ["QLinearConv"] = OnnxConvolutions.QuantizedConv,
        ["QLinearMatMul"] = OnnxQuantizedProducts.MatMul,
        ["QuantizeLinear"] = OnnxQuantization.Quantize,
        ["Reciprocal"] = n => OnnxElementwise.Unary(n, UnaryOperation.Reciprocal),
        ["ReduceMax"] = n => OnnxPooling.Reduce(n, Reduction.Max, mean: false),
        ["ReduceMean"] = n => OnnxPooling.Reduce(n, Reduction.Sum, mean: true),
        ["ReduceMin"] = n => OnnxPooling.Reduce(n, Reduction.Min, mean: false),
        ["ReduceSum"] = n => OnnxPooling.Reduce(n, Reduction.Sum, mean: false),
        ["Relu"] = OnnxElementwise.Relu,
        ["Reshape"] = OnnxMoves.Reshape,
        ["Round"] = n => OnnxElementwise.Unary(n, UnaryOperation.Round),
        ["Shape"] = OnnxFolding.Shape,
        ["Sigmoid"] = n => OnnxElementwise.Unary(n, UnaryOperation.Sigmoid),
        ["Sign"] = n => OnnxElementwise.Unary(n, UnaryOperation.Sign),
        ["Slice"] = OnnxSlices.Slice,
        ["Softmax"] = OnnxNormalization.Softmax,
        ["Sqrt"] = n => OnnxElementwise.Unary(n, UnaryOperation.Sqrt),
        ["Squeeze"] = OnnxMoves.Squeeze,
        ["Sub"] = n => OnnxElementwise.Binary(n, BinaryOperation.Sub),
        ["Sum"] = n => OnnxElementwise.Binary(n, BinaryOperation.Add),
        ["Tanh"] = n => OnnxElementwise.Unary(n, UnaryOperation.Tanh),
        ["Transpose"] = OnnxMoves.Transpose,
        ["Unsqueeze"] = OnnxMoves.Unsqueeze,
        ["com.microsoft.QGemm"] = OnnxQuantizedProducts.Gemm,
        ["com.microsoft.QLinearAdd"] = OnnxQuantization.Add,
    }.ToFrozenDictionary();

    /// <summary>Names of the operators that are read, sorted.</summary>
    public static IEnumerable<string> Names => s_importers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds one node to the graph.</summary>
    public static void Import(OnnxNode node)
    {
        if (!s_importers.TryGetValue(node.Operator, out Action<OnnxNode>? import))
        {
            throw node.Fail("operator", $"operator {node.Operator} is not supported; legal: {string.Join(", ", Names)}; rewrite the model with these");
        }
        import(node);
    }
}
