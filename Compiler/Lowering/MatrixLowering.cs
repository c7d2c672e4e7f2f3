using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Lowers matrix products and convolutions.</summary>
internal static class MatrixLowering
{
    /// <summary>a [..., M, K] · b [K, N].</summary>
    public static void MatMul(LoweringContext context, Node node, MatMulOperation operation)
    {
        if (BatchedProduct.Takes(node))
        {
            BatchedProduct.Lower(context, node, operation);
            return;
        }
        Operands o = Operands.Of(node, operation.HasBias, operation.Residual);
        string? symbol = LoweringContext.LeadingSymbol(node.Name, o.X);
        long depth = o.W.Shape[0].Size, columns = o.W.Shape[^1].Size;
        View a = context.ViewOf(o.X), y = context.ViewOf(o.Y);
        if (o.W.Shape.Length != 2 || a.Dims[^1] != depth || y.Dims[^1] != columns)
        {
            throw new CompileException("compile.shape", node.Name, $"multiplies {o.X} by {o.W} into {o.Y}; legal: [..., M, K] · [K, N] = [..., M, N]");
        }
        Scaling scaling = Scaling.OfMatrix(node.Name, o.X, o.W, o.Bias, o.Y, operation.Activation, operation.Requantization ?? context.Requantization, operation.Residual, o.Residual, operation.Table);
        long rows = a.Elements / depth;
        MatrixProblem problem = new()
        {
            Node = node.Name,
            X = a.Reshape(rows, depth),
            Weights = o.W,
            RunTimeWeights = o.W.Constant is null ? context.ViewOf(o.W) : null,
            Y = y.Reshape(rows, columns),
            Residual = o.Residual is null ? null : context.ViewOf(o.Residual).Reshape(rows, columns),
            Scaling = scaling,
            Symbol = symbol is null || a.Dims.Length == 2 ? symbol : throw new CompileException("compile.symbols", node.Name, $"has run-time extent '{symbol}' and rank {a.Dims.Length}; legal: rank 2"),
        };
        Emit(context, problem);
    }

    /// <summary>Convolution, one problem for each channel group; a 1×1 kernel at every position is a matrix product.</summary>
    public static void Conv(LoweringContext context, Node node, ConvOperation operation)
    {
        Operands o = Operands.Of(node, operation.HasBias, operation.Residual);
        ConvGeometry g = operation.Geometry;
        string? symbol = LoweringContext.LeadingSymbol(node.Name, o.X);
        View x = context.ViewOf(o.X), y = context.ViewOf(o.Y);
        View? residual = o.Residual is null ? null : context.ViewOf(o.Residual);
        int groups = g.Groups;
        if (o.W.Constant is null)
        {
            throw new CompileException("compile.weights", node.Name, $"has weights {o.W} that are computed at run time; legal: constant weights for convolutions");
        }
        if (x.Dims.Length != 4 || y.Dims.Length != 4 || o.W.Shape.Length != 4 || groups < 1 || x.Dims[3] != o.W.Shape[2].Size * groups
            || y.Dims[1] != g.OutputRows(x.Dims[1], o.W.Shape[0].Size) || y.Dims[2] != g.OutputColumns(x.Dims[2], o.W.Shape[1].Size) || y.Dims[3] != o.W.Shape[3].Size)
        {
            throw new CompileException("compile.shape", node.Name, $"convolves {o.X} with {o.W} in {groups} groups into {o.Y}; legal: x [N, H, W, C], w [KH, KW, C/groups, O], y as the geometry gives");
        }
        Scaling scaling = Scaling.OfMatrix(node.Name, o.X, o.W, o.Bias, o.Y, operation.Activation, operation.Requantization ?? context.Requantization, operation.Residual, o.Residual);
        bool isPointwise = symbol is null && groups == 1 && o.W.Shape[0].Size == 1 && o.W.Shape[1].Size == 1 && g.StrideH == 1 && g.StrideW == 1
            && g.PadTop + g.PadBottom + g.PadLeft + g.PadRight == 0 && g.InputDilationH == 1 && g.InputDilationW == 1;
        if (isPointwise)
        {
            long rows = x.Elements / x.Dims[3];
            Emit(context, new MatrixProblem
            {
                Node = node.Name,
                X = x.Reshape(rows, x.Dims[3]),
                Weights = o.W,
                Y = y.Reshape(rows, y.Dims[3]),
                Residual = residual?.Reshape(rows, y.Dims[3]),
                Scaling = scaling,
            });
            return;
        }
        g.Groups = 1;
        long channels = x.Dims[3] / groups, columns = y.Dims[3] / groups;
        LayerMapping request = context.Request(node.Name);
        for (int group = 0; group < groups; group++)
        {
            MatrixTiling tiling = MatrixCode.Emit(context, new MatrixProblem
            {
                Node = node.Name,
                X = x.Slice(3, group * channels, channels),
                Weights = o.W,
                Y = y.Slice(3, group * columns, columns),
                Residual = residual?.Slice(3, group * columns, columns),
                Scaling = scaling,
                FirstColumn = group * columns,
                Geometry = g,
                Symbol = symbol,
            }, request);
            if (group == 0)
            {
                context.Chosen.Add(new LayerMapping(node.Name, (int)tiling.Rows, (int)tiling.Columns, (int)tiling.Depth, request.Core));
            }
        }
    }

    private static void Emit(LoweringContext context, MatrixProblem problem)
    {
        LayerMapping request = context.Request(problem.Node);
        MatrixTiling tiling = MatrixCode.Emit(context, problem, request);
        context.Chosen.Add(new LayerMapping(problem.Node, (int)tiling.Rows, (int)tiling.Columns, (int)tiling.Depth, request.Core));
    }
}
