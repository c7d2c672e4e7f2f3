using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// Lowers products whose right operand is computed at run time or has a batch: one product for each index of the leading dimensions, of operands in
/// any order of memory, all with one tiling and the same buffers.
/// </summary>
internal static class BatchedProduct
{
    /// <summary>Whether the node is a product that is lowered here.</summary>
    public static bool Takes(Node node) => node.Operation is MatMulOperation
        && node.Inputs.Count > 1 && (node.Inputs[1].Constant is null || node.Inputs[1].Shape.Length > 2)
        && !node.Inputs[1].Type.IsSubByte() && node.Inputs.Concat(node.Outputs).All(v => v.Shape.All(d => d.IsStatic));

    /// <summary>Emits the products.</summary>
    public static void Lower(LoweringContext context, Node node, MatMulOperation operation)
    {
        Operands o = Operands.Of(node, operation.HasBias, operation.Residual);
        Scaling scaling = Scaling.OfMatrix(node.Name, o.X, o.W, o.Bias, o.Y, operation.Activation, operation.Requantization ?? context.Requantization, operation.Residual, o.Residual, operation.Table);
        View a = context.ViewOf(o.X), b = context.ViewOf(o.W), y = context.ViewOf(o.Y);
        View? residual = o.Residual is null ? null : context.ViewOf(o.Residual);
        if (b.Dims.Length == 2 && a.Dims.Length > 2 && IsDense(a) && IsDense(y))
        {
            long rows = a.Elements / a.Dims[^1];
            (a, y, residual) = (a.Reshape(rows, a.Dims[^1]), y.Reshape(rows, y.Dims[^1]), residual?.Reshape(rows, y.Dims[^1]));
        }
        long[] batch = y.Dims[..^2];
        a = Broadcast.To(a, [.. batch, .. a.Dims[^2..]], node.Name);
        b = Broadcast.To(b, [.. batch, .. b.Dims[^2..]], node.Name);
        int count = checked((int)batch.Aggregate(1L, (n, d) => n * d));
        List<MatrixProblem> items = [];
        for (int item = 0; item < count; item++)
        {
            items.Add(new MatrixProblem
            {
                Node = node.Name,
                X = Matrix(a, item),
                Weights = o.W,
                Items = count,
                RunTimeWeights = Matrix(b, item),
                Y = Matrix(y, item),
                Residual = residual is null ? null : Matrix(residual, item),
                Scaling = scaling,
            });
        }
        LayerMapping request = context.Request(node.Name);
        MatrixTiling tiling = MatrixCode.Emit(context, items, request);
        context.Chosen.Add(new LayerMapping(node.Name, (int)tiling.Rows, (int)tiling.Columns, (int)tiling.Depth, request.Core));
    }

    /// <summary>The last two dimensions at one index of the others.</summary>
    private static View Matrix(View view, int item)
    {
        long offset = view.Offset, index = item;
        for (int axis = view.Dims.Length - 3; axis >= 0; axis--)
        {
            offset += index % view.Dims[axis] * view.Strides[axis];
            index /= view.Dims[axis];
        }
        return view with { Dims = view.Dims[^2..], Strides = view.Strides[^2..], Offset = offset };
    }

    private static bool IsDense(View view) => view.Strides.AsSpan().SequenceEqual(View.Dense(view.Buffer, 0, view.Type, view.Dims).Strides);
}
