using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Lowers operations whose rows are chosen at run time. All of it is the work of core 0; other cores read the counts.</summary>
internal static class IndexLowering
{
    /// <summary>Mask to index list; the number of indices becomes a register on every core.</summary>
    public static void Compact(LoweringContext context, Node node)
    {
        Value maskValue = node.Inputs[0], indexValue = node.Outputs[0];
        if (LoweringContext.LeadingSymbol(node.Name, indexValue) is not { } symbol || maskValue.Type != DType.U8 || indexValue.Type != DType.I32 || maskValue.Shape.Length != 1)
        {
            throw new CompileException("compile.shape", node.Name, $"compacts {maskValue} into {indexValue}; legal: u8[M] into i32[m ≤ M] with a run-time extent m");
        }
        WorkArea area = context.Areas[0];
        View mask = context.ViewOf(maskValue), index = context.ViewOf(indexValue);
        bool isLocal = index.Buffer.Space == Space.Scratchpad, hasMask = mask.Buffer.Space == Space.Scratchpad;
        area.Reserve(WorkArea.Align(4) + (isLocal ? 0 : WorkArea.Align(index.DenseBytes)) + (hasMask ? 0 : WorkArea.Align(mask.DenseBytes)), node.Name);
        View count = View.Dense(area.Take(4, node.Name), 0, DType.I32, 1);
        View source = mask;
        if (!hasMask)
        {
            source = View.Dense(area.Take(mask.DenseBytes, node.Name), 0, DType.U8, mask.Dims);
            context.Emitter.Move(0, source, mask);
        }
        View target = isLocal ? index : View.Dense(area.Take(index.DenseBytes, node.Name), 0, DType.I32, index.Dims);
        context.Emitter.Compact(0, target, source, count);
        View shared = count;
        if (context.Cores > 1)
        {
            shared = View.Dense(context.Dram.Allocate(4, node.Name), 0, DType.I32, 1);
            context.Emitter.Move(0, shared, count);
        }
        for (int core = 0; core < context.Cores; core++)
        {
            context.Emitter.LoadSymbol(core, symbol, shared);
        }
        if (!isLocal)
        {
            RunTimeExtent rows = context.Emitter.Rows(0, symbol, 0, index.Dims[0]);
            context.Emitter.Move(0, index with { Rows = rows }, target with { Rows = rows });
        }
    }

    /// <summary>Rows by index.</summary>
    public static void Gather(LoweringContext context, Node node)
    {
        View x = context.ViewOf(node.Inputs[0]), index = context.ViewOf(node.Inputs[1]), y = context.ViewOf(node.Outputs[0]);
        RunTimeExtent? rows = RowsOf(context, node, node.Inputs[1]);
        context.Emitter.Gather(0, y with { Rows = rows }, x, index with { Rows = rows });
    }

    /// <summary>A copy of the base with rows replaced.</summary>
    public static void Scatter(LoweringContext context, Node node)
    {
        View origin = context.ViewOf(node.Inputs[0]), rowsView = context.ViewOf(node.Inputs[1]), index = context.ViewOf(node.Inputs[2]), y = context.ViewOf(node.Outputs[0]);
        RunTimeExtent? rows = RowsOf(context, node, node.Inputs[2]);
        context.Emitter.Move(0, y, origin);
        context.Emitter.Scatter(0, y, rowsView with { Rows = rows }, index with { Rows = rows });
    }

    private static RunTimeExtent? RowsOf(LoweringContext context, Node node, Value index) =>
        LoweringContext.LeadingSymbol(node.Name, index) is { } symbol ? context.Emitter.Rows(0, symbol, 0, index.Shape[0].Size) : null;
}
