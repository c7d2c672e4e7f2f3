using System;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Checks of elementwise operations.</summary>
internal static class ElementwiseChecks
{
    /// <summary>Two operands, broadcast.</summary>
    public static void Binary(NodeCheck node, BinaryOperationNode binary)
    {
        (Value a, Value b) = Broadcast(node);
        Value y = node.Output;
        if (a.Quantization is null && b.Quantization is null && y.Quantization is null)
        {
            node.Require(a.Type == b.Type && a.Type == y.Type, "type", $"{a.Type.Name()}, {b.Type.Name()} to {y.Type.Name()}", "one type");
            node.Require(y.Type.IsInteger() || binary.Operation is <= BinaryOperation.Min, "operation", $"{binary.Operation} of {y.Type.Name()}", "Add, Sub, Mul, Div, Max, Min for floats");
            return;
        }
        bool arithmetic = binary.Operation is BinaryOperation.Add or BinaryOperation.Sub;
        bool order = binary.Operation is BinaryOperation.Max or BinaryOperation.Min && ValueFacts.SameNumbers(a, b) && ValueFacts.SameNumbers(a, y);
        node.Require(arithmetic || order, "operation", $"{binary.Operation} of {a} and {b}", "Add and Sub of quantised integers, Max and Min of equally quantised ones");
        node.Require(a.IsPerTensor(), "operand", a, "quantised as a whole");
        node.Require(b.IsPerTensor(), "operand", b, "quantised as a whole");
        node.Require(y.IsPerTensor(), "result", y, "quantised as a whole");
    }

    /// <summary>Two operands of the same numbers, broadcast, to a mask.</summary>
    public static void Compare(NodeCheck node)
    {
        (Value a, Value b) = Broadcast(node);
        node.SameNumbers(b, a);
        node.Require(node.Output is { Type: DType.U8, Quantization: null }, "result", node.Output, "u8, not quantised");
    }

    /// <summary>One operand; the result has its shape and type.</summary>
    public static void SameTypeAndShape(NodeCheck node)
    {
        node.Arity(1);
        node.Shape(node.Output, node.Input(0).Shape);
        node.Require(node.Output.Type == node.Input(0).Type, "type", node.Output, node.Input(0).Type.Name());
        node.Require(node.Output.Quantization is null == node.Input(0).Quantization is null, "quantisation", node.Output, $"quantised like {node.Input(0)}");
    }

    /// <summary>Codes of 8 bits.</summary>
    public static void Table(NodeCheck node, TableOperation table)
    {
        node.Arity(1);
        node.Shape(node.Output, node.Input(0).Shape);
        node.Require(node.Input(0).Type.Bits() == 8, "operand", node.Input(0), "a type of 8 bits");
        node.Require(node.Output.Type.Bits() == 8, "result", node.Output, "a type of 8 bits");
        node.Require(table.Codes.Length == 256, "table", $"of {table.Codes.Length} codes", "256");
    }

    /// <summary>One operand; the operation says which side is quantised.</summary>
    public static void Conversion(NodeCheck node)
    {
        node.Arity(1);
        (Value x, Value y) = (node.Input(0), node.Output);
        node.Shape(y, x.Shape);
        bool from = node.Operation is DequantizeOperation or RequantizeOperation;
        bool to = node.Operation is QuantizeOperation or RequantizeOperation;
        node.Require(node.Operation is ConvertOperation || x.Quantization is not null == from, "operand", x, from ? "quantised" : "not quantised");
        node.Require(node.Operation is ConvertOperation || y.Quantization is not null == to, "result", y, to ? "quantised" : "not quantised");
        node.Require(node.Operation is not QuantizeOperation || x.Type.IsFloat(), "operand", x, "a float type");
        node.Require(node.Operation is not DequantizeOperation || y.Type.IsFloat(), "result", y, "a float type");
    }

    /// <summary>The common shape of two; null when extents differ and neither is 1.</summary>
    public static Dimension[]? Broadcast(Dimension[] a, Dimension[] b)
    {
        Dimension[] shape = new Dimension[Math.Max(a.Length, b.Length)];
        for (int axis = 1; axis <= shape.Length; axis++)
        {
            Dimension left = axis <= a.Length ? a[^axis] : 1;
            Dimension right = axis <= b.Length ? b[^axis] : 1;
            if (left != right && left != 1 && right != 1)
            {
                return null;
            }
            shape[^axis] = left == 1 ? right : left;
        }
        return shape;
    }

    private static (Value A, Value B) Broadcast(NodeCheck node)
    {
        node.Arity(2);
        (Value a, Value b) = (node.Input(0), node.Input(1));
        Dimension[]? shape = Broadcast(a.Shape, b.Shape);
        node.Require(shape is not null, "operand", b, $"extents equal to those of {a}, or 1");
        node.Shape(node.Output, shape!);
        return (a, b);
    }
}
