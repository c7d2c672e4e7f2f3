using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Lowers reductions: reduced axes become the innermost ones by strides.</summary>
internal static class ReduceLowering
{
    /// <summary>Emits a reduction; a mean divides the sum by the count with one rounding.</summary>
    public static void Reduce(LoweringContext context, Node node, ReduceOperation operation)
    {
        Value x = node.Inputs[0], y = node.Outputs[0];
        bool isOrder = operation.Kind is Reduction.Max or Reduction.Min or Reduction.ArgMax or Reduction.ArgMin;
        if (x.Type.IsInteger() && (operation.Mean || (x.Quantization is not null && !isOrder)))
        {
            throw new CompileException("compile.arithmetic", node.Name, $"asks for {(operation.Mean ? "the mean" : operation.Kind)} of {x}; legal: floats, plain integers without mean, largest and smallest, or an average pooling");
        }
        View source = context.ViewOf(x);
        int[] reduced = [.. operation.Axes.Select(axis => axis < 0 ? axis + source.Dims.Length : axis)];
        int[] kept = [.. Enumerable.Range(0, source.Dims.Length).Where(axis => !reduced.Contains(axis))];
        int[] order = [.. kept, .. reduced];
        View input = source with { Dims = [.. order.Select(axis => source.Dims[axis])], Strides = [.. order.Select(axis => source.Strides[axis])] };
        long[] dims = [.. kept.Select(axis => source.Dims[axis]), .. reduced.Select(_ => 1L)];
        if (kept.Length == 0)
        {
            // A reduction to a single number still needs a dimension to cut along.
            dims = [1, .. dims];
            input = input with { Dims = [1, .. input.Dims], Strides = [0, .. input.Strides] };
        }
        if (dims.Length > 5)
        {
            throw new CompileException("compile.shape", node.Name, $"reduces all {source.Dims.Length} dimensions of {x}; legal: at most 4 at once");
        }
        string? symbol = LoweringContext.LeadingSymbol(node.Name, x);
        if (symbol is not null && reduced.Contains(0))
        {
            throw new CompileException("compile.symbols", node.Name, $"reduces run-time extent '{symbol}'; legal: static dimensions");
        }
        long count = reduced.Aggregate(1L, (n, axis) => n * source.Dims[axis]);
        Parameters? parameters = operation.Mean ? new Parameters(context, node.Name, Parameters.Of((float[])[count])) : null;
        new ElementwiseCode
        {
            Context = context,
            Node = node.Name,
            Output = context.ViewOf(y).Reshape(dims),
            Inputs = [input],
            RowDimensions = reduced.Length,
            Symbol = symbol,
            Parameters = parameters,
            Emit = (core, output, inputs, _) => Tile(context, core, output, inputs[0], operation, reduced.Length, parameters),
        }.Run();
    }

    private static void Tile(LoweringContext context, int core, View output, View input, ReduceOperation operation, int axes, Parameters? parameters)
    {
        context.Emitter.Reduce(core, operation.Kind, output with { ZeroPoint = 0 }, input with { ZeroPoint = 0 }, axes);
        if (parameters is not null)
        {
            View one = View.Dense(parameters.On(core), 0, DType.F32, 1);
            View count = one with { Dims = output.Dims, Strides = new long[output.Dims.Length] };
            context.Emitter.Binary(core, BinaryOperation.Div, output, output, count);
        }
    }
}
