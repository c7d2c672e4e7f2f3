using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing;

internal sealed partial class InstructionCounter
{
    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in MatMul instruction)
    {
        TileDescriptor a = Tile(instruction.A);
        TileDescriptor b = Tile(instruction.B);
        TileDescriptor sums = Tile(instruction.Sums);
        Operand left = new(a, Stored(instruction.A, a));
        Operand right = new(b, Stored(instruction.B, b));
        Product(Array(header).Product(a.Shape.Dims[0], b.Shape.Dims[1], a.Shape.Dims[1]), 1, left, right, sums, instruction.Disposition, instruction.Accumulate);
        Finish(instruction.Disposition, instruction.Out, instruction.Drain);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Conv instruction)
    {
        TileDescriptor x = Tile(instruction.X);
        TileDescriptor w = Tile(instruction.W);
        TileDescriptor sums = Tile(instruction.Sums);
        ConvGeometry geometry = Geometry(instruction.Geometry);
        Operand input = new(x, Stored(instruction.X, x));
        Operand weights = new(w, Stored(instruction.W, w));
        long depth = w.Shape.Dims[0] * w.Shape.Dims[1] * w.Shape.Dims[2];
        Product(Array(header).Product(Pixels(x, w, geometry), w.Shape.Dims[3] / geometry.Groups, depth), geometry.Groups, input, weights, sums, instruction.Disposition, instruction.Accumulate);
        Finish(instruction.Disposition, instruction.Out, instruction.Drain);
    }

    /// <inheritdoc/>
    /// <remarks>Every channel is a product of its own, as a depthwise layer of SCALE-Sim; shared kernels make one product of all channels' pixels.</remarks>
    public void Visit(in InstructionHeader header, in DepthwiseConv instruction)
    {
        TileDescriptor x = Tile(instruction.X);
        TileDescriptor w = Tile(instruction.W);
        TileDescriptor sums = Tile(instruction.Sums);
        ConvGeometry geometry = Geometry(instruction.Geometry);
        Operand input = new(x, Stored(instruction.X, x));
        Operand weights = new(w, Stored(instruction.W, w));
        long channels = x.Shape.Dims[3];
        long pixels = Pixels(x, w, geometry);
        long depth = w.Shape.Dims[0] * w.Shape.Dims[1];
        SystolicFolds folds = instruction.Shared
            ? Array(header).Product(pixels * channels, w.Shape.Dims[2], depth)
            : Array(header).Product(pixels, channels == 0 ? 0 : w.Shape.Dims[2] / channels, depth);
        Product(folds, instruction.Shared ? 1 : channels, input, weights, sums, instruction.Disposition, instruction.Accumulate);
        Finish(instruction.Disposition, instruction.Out, instruction.Drain);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in GroupedMatMul instruction)
    {
        TileDescriptor a = Tile(instruction.A);
        TileDescriptor b = Tile(instruction.B);
        TileDescriptor sums = Tile(instruction.Sums);
        Operand left = new(a, Stored(instruction.A, a));
        Operand right = new(b, Stored(instruction.B, b));
        ArrayState array = Array(header);
        Read(instruction.Offsets);
        if (instruction.Experts is { } experts)
        {
            Read(experts);
        }
        long groups = Tile(instruction.Offsets).Shape.Dims[0] - 1;
        ReadOnlySpan<long> rows = values.GroupRows(core, programCounter, groups, a.Shape.Dims[0]);
        foreach (long m in rows)
        {
            Product(array.Product(m, b.Shape.Dims[2], b.Shape.Dims[1]), 1, left, right, sums, instruction.Disposition, instruction.Accumulate);
        }
        Finish(instruction.Disposition, instruction.Out, instruction.Drain);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in ConfigureArray instruction)
    {
        ArrayState next = new(instruction.Rows, instruction.Columns, instruction.Dataflow);
        ref ArrayState state = ref arrays[core.Index][header.Instance];
        events[EventKind.Reconfigurations] = state == next ? 0 : 1;
        state = next;
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DrainSums instruction)
    {
        TileDescriptor sums = Tile(instruction.Sums);
        ArrayState array = Array(header);
        Access(sums, TileBytes.Dense(sums.Shape), write: false);
        // Sums leave through the columns' drains, one row of the array's width a step.
        events[EventKind.StreamSteps] = (sums.Shape.Elements + array.Columns - 1) / array.Columns;
        Finish(SumsDisposition.Drain, instruction.Out, instruction.Drain);
    }

    private ArrayState Array(in InstructionHeader header) => arrays[core.Index][header.Instance];

    private static long Pixels(in TileDescriptor x, in TileDescriptor w, in ConvGeometry geometry) =>
        x.Shape.Dims[0] * geometry.OutputRows(x.Shape.Dims[1], w.Shape.Dims[0]) * geometry.OutputColumns(x.Shape.Dims[2], w.Shape.Dims[1]);

    private void Product(in SystolicFolds folds, long times, in Operand a, in Operand b, in TileDescriptor sums, SumsDisposition disposition, bool accumulate)
    {
        events[MacKind(a.Tile.Shape.Type, b.Tile.Shape.Type)] += folds.Macs * times;
        long count = folds.Folds * times;
        events[EventKind.Folds] += count;
        events[EventKind.FillSteps] += count * folds.FillPerFold;
        events[EventKind.StreamSteps] += count * folds.Time;
        events[EventKind.DrainSteps] += count * folds.DrainPerFold;
        Access(a.Tile, a.Bytes(folds.InputReads * times), write: false);
        Access(b.Tile, b.Bytes(folds.WeightReads * times), write: false);
        // The last sums of a drain go from the array to the drain, never through the accumulators.
        DType lane = sums.Shape.Type;
        long outputs = folds.M * folds.N * times;
        long written = (folds.SumWrites * times) - (disposition == SumsDisposition.Drain ? Math.Min(outputs, folds.SumWrites * times) : 0);
        Access(sums, lane.BytesOf(written), write: true);
        Access(sums, lane.BytesOf((folds.SumReads * times) + (accumulate ? outputs : 0)), write: false);
    }

    private static EventKind MacKind(DType a, DType b) => a.IsFloat() || b.IsFloat()
        ? Math.Max(a.Bits(), b.Bits()) <= 16 ? EventKind.MacsFloatNarrow : EventKind.MacsFloat
        : Math.Max(a.Bits(), b.Bits()) <= 8 ? EventKind.MacsInteger8 : EventKind.MacsIntegerWide;

    /// <summary>A tile with the bytes it stores.</summary>
    private readonly ref struct Operand(in TileDescriptor tile, long stored)
    {
        public readonly TileDescriptor Tile = tile;

        /// <summary>Bytes read for a number of element reads; sparse tiles cost their stored share.</summary>
        public long Bytes(long reads) => Tile.Shape.Format == SparseFormat.Dense
            ? Tile.Shape.Type.BytesOf(reads)
            : Tile.Shape.Elements == 0 ? 0 : (long)(((Int128)reads * stored + Tile.Shape.Elements - 1) / Tile.Shape.Elements);
    }
}
