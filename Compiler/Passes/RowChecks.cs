using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Checks of operations whose number of rows is known at run time only.</summary>
internal static class RowChecks
{
    /// <summary>mask u8 [M] to index i32 [m ≤ M].</summary>
    public static void Compact(NodeCheck node)
    {
        node.Arity(1);
        Value mask = node.Input(0);
        node.Require(mask is { Type: DType.U8, Shape.Length: 1 }, "mask", mask, "u8[M]");
        bool symbolic = node.Output is { Type: DType.I32, Shape: [{ IsStatic: false } rows] } && rows.Size == mask.Shape[0].Size;
        node.Require(symbolic, "result", node.Output, $"i32[m≤{mask.Shape[0].Size}] with a symbol");
    }

    /// <summary>x [M, …], index [m] to [m, …].</summary>
    public static void Gather(NodeCheck node)
    {
        node.Arity(2);
        (Value x, Value index) = (node.Input(0), node.Input(1));
        node.Require(x.Shape.Length > 0, "operand", x, "rank 1 or more");
        node.Require(index is { Type: DType.I32, Shape.Length: 1 }, "index", index, "i32[m]");
        node.Shape(node.Output, [index.Shape[0], .. x.Shape[1..]]);
        node.SameNumbers(node.Output, x);
    }

    /// <summary>base [M, …], rows [m, …], index [m] to [M, …].</summary>
    public static void Scatter(NodeCheck node)
    {
        node.Arity(3);
        (Value x, Value rows, Value index) = (node.Input(0), node.Input(1), node.Input(2));
        node.Require(x.Shape.Length > 0, "operand", x, "rank 1 or more");
        node.Require(index is { Type: DType.I32, Shape.Length: 1 }, "index", index, "i32[m]");
        node.Shape(rows, [index.Shape[0], .. x.Shape[1..]]);
        node.Shape(node.Output, x.Shape);
        node.SameNumbers(rows, x);
        node.SameNumbers(node.Output, x);
    }
}
