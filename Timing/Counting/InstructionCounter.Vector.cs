using System;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing;

internal sealed partial class InstructionCounter
{
    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Unary instruction)
    {
        TileDescriptor src = Tile(instruction.Src);
        long n = src.Shape.Elements;
        Read(instruction.Src);
        Write(instruction.Dst);
        Slots(src.Shape.Type, n);
        long transcendental = instruction.Operation switch
        {
            UnaryOperation.Exp or UnaryOperation.Log or UnaryOperation.Tanh or UnaryOperation.Erf or UnaryOperation.Sqrt or UnaryOperation.Reciprocal => 1,
            // An exponential and a division; a root and a division.
            UnaryOperation.Sigmoid or UnaryOperation.Rsqrt => 2,
            _ => 0,
        };
        events[EventKind.Transcendentals] += n * transcendental;
        Operations(src.Shape.Type, transcendental == 0 ? n : 0);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Binary instruction)
    {
        TileDescriptor dst = Tile(instruction.Dst);
        Read(instruction.A);
        Read(instruction.B);
        Write(instruction.Dst);
        Slots(dst.Shape.Type, dst.Shape.Elements);
        bool division = instruction.Operation == BinaryOperation.Div;
        events[EventKind.Transcendentals] += division ? dst.Shape.Elements : 0;
        Operations(dst.Shape.Type, division ? 0 : dst.Shape.Elements);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Compare instruction)
    {
        Read(instruction.A);
        Read(instruction.B);
        Write(instruction.Dst);
        Pass(Tile(instruction.A).Shape.Type, Tile(instruction.Dst).Shape.Elements, 1);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Select instruction)
    {
        TileDescriptor dst = Tile(instruction.Dst);
        Read(instruction.Mask);
        Read(instruction.A);
        Read(instruction.B);
        Write(instruction.Dst);
        Pass(dst.Shape.Type, dst.Shape.Elements, 1);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Reduce instruction)
    {
        TileDescriptor src = Tile(instruction.Src);
        TileDescriptor dst = Tile(instruction.Dst);
        Read(instruction.Src);
        if (instruction.Accumulate)
        {
            Read(instruction.Dst);
        }
        Write(instruction.Dst);
        Pass(src.Shape.Type, src.Shape.Elements, instruction.Operation == Reduction.SumSquares ? 2 : 1);
        // Sixteen partials combine in four steps: 8-4-2-1.
        Pass(src.Shape.Type, dst.Shape.Elements * 4, 1);
    }

    /// <inheritdoc/>
    /// <remarks>A float scan is sequential by definition; integers use a prefix network of ⌈log2 n⌉ passes.</remarks>
    public void Visit(in InstructionHeader header, in Scan instruction)
    {
        TileDescriptor src = Tile(instruction.Src);
        long n = src.Shape.Elements;
        Read(instruction.Src);
        Write(instruction.Dst);
        if (src.Shape.Type.IsFloat())
        {
            events[EventKind.SerialSteps] += n;
            Operations(src.Shape.Type, n);
        }
        else
        {
            Pass(src.Shape.Type, n * Math.Max(1, CeilLog2(src.Shape.Dims[src.Shape.Rank - 1])), 1);
        }
    }

    /// <inheritdoc/>
    /// <remarks>One bin is updated a cycle.</remarks>
    public void Visit(in InstructionHeader header, in Histogram instruction)
    {
        long n = Tile(instruction.Src).Shape.Elements;
        Read(instruction.Src);
        Write(instruction.Dst);
        events[EventKind.SerialSteps] += n;
        events[EventKind.IntegerOperations] += n;
    }

    /// <inheritdoc/>
    /// <remarks>k passes for the best of the rest, or a bitonic network of p(p+1)/2 passes with p = ⌈log2 n⌉, whichever is fewer.</remarks>
    public void Visit(in InstructionHeader header, in TopK instruction)
    {
        TileDescriptor src = Tile(instruction.Src);
        TileDescriptor best = Tile(instruction.Values);
        Read(instruction.Src);
        Write(instruction.Values);
        Write(instruction.Indices);
        long p = CeilLog2(src.Shape.Dims[src.Shape.Rank - 1]);
        long k = best.Shape.Dims[best.Shape.Rank - 1];
        Pass(src.Shape.Type, src.Shape.Elements * Math.Min(k, Math.Max(1, p * (p + 1) / 2)), 1);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Compact instruction)
    {
        TileDescriptor dst = Tile(instruction.Dst);
        long n = Tile(instruction.Mask).Shape.Elements;
        long found = values.CompactCount(core, programCounter, n);
        Read(instruction.Mask);
        Access(dst, dst.Shape.Type.BytesOf(found), write: true);
        Write(instruction.Count);
        Pass(DType.U8, n, 1);
        Slots(dst.Shape.Type, found);
    }

    /// <inheritdoc/>
    /// <remarks>Bilinear: four neighbours, each one slot and one multiply-add; the two coordinates of a point take one slot each.</remarks>
    public void Visit(in InstructionHeader header, in Sample instruction)
    {
        TileDescriptor dst = Tile(instruction.Dst);
        TileDescriptor src = Tile(instruction.Src);
        long neighbours = instruction.Mode == SampleMode.Bilinear ? 4 : 1;
        long reads = dst.Shape.Elements * neighbours;
        Read(instruction.Coordinates);
        Access(src, src.Shape.Type.BytesOf(reads), write: false);
        Write(instruction.Dst);
        Pass(dst.Shape.Type, reads, neighbours == 1 ? 1 : 2);
        Pass(DType.F32, Tile(instruction.Coordinates).Shape.Elements, 2);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Lookup instruction)
    {
        Read(instruction.Src);
        Read(instruction.Table);
        Write(instruction.Dst);
        Pass(DType.U8, Tile(instruction.Dst).Shape.Elements, 1);
    }

    /// <inheritdoc/>
    /// <remarks>The drain's fixed-function pipeline: one slot an element.</remarks>
    public void Visit(in InstructionHeader header, in Isa.Requantize instruction)
    {
        TileDescriptor src = Tile(instruction.Src);
        Read(instruction.Src);
        Drained(instruction.Dst, instruction.Drain);
        Slots(src.Shape.Type, src.Shape.Elements);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Isa.Convert instruction)
    {
        TileDescriptor src = Tile(instruction.Src);
        TileDescriptor dst = Tile(instruction.Dst);
        Read(instruction.Src);
        Write(instruction.Dst);
        Pass(src.Shape.Type.Bits() > dst.Shape.Type.Bits() ? src.Shape.Type : dst.Shape.Type, dst.Shape.Elements, 1);
    }

    /// <inheritdoc/>
    /// <remarks>A division, then rounding, zero point and clamp.</remarks>
    public void Visit(in InstructionHeader header, in Quantize instruction)
    {
        long n = Tile(instruction.Dst).Shape.Elements;
        Read(instruction.Src);
        Write(instruction.Dst);
        Pass(DType.F32, n, 3);
        events[EventKind.Transcendentals] += n;
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Dequantize instruction)
    {
        Read(instruction.Src);
        Write(instruction.Dst);
        Pass(DType.F32, Tile(instruction.Dst).Shape.Elements, 2);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Pool instruction)
    {
        TileDescriptor dst = Tile(instruction.Dst);
        ConvGeometry geometry = Geometry(instruction.Geometry);
        Read(instruction.Src);
        Write(instruction.Dst);
        Pass(dst.Shape.Type, dst.Shape.Elements * geometry.KernelH * geometry.KernelW, 1);
        events[EventKind.Transcendentals] += instruction.Operation == Pooling.Average ? dst.Shape.Elements : 0;
    }

    /// <inheritdoc/>
    /// <remarks>Three passes: maximum, exponential with sum, division.</remarks>
    public void Visit(in InstructionHeader header, in Softmax instruction)
    {
        long n = Tile(instruction.Dst).Shape.Elements;
        Read(instruction.Src);
        Write(instruction.Dst);
        Pass(DType.F32, n * 3, 1);
        events[EventKind.Transcendentals] += n * 2;
    }

    /// <inheritdoc/>
    /// <remarks>The drain's residual pipeline: one slot an element.</remarks>
    public void Visit(in InstructionHeader header, in QuantizedAdd instruction)
    {
        TileDescriptor dst = Tile(instruction.Dst);
        DrainDescriptor parameters = DrainOf(instruction.Drain);
        Read(instruction.A);
        Read(instruction.B);
        Write(instruction.Dst);
        Slots(dst.Shape.Type, dst.Shape.Elements);
        Residual(parameters.ResidualMode, dst.Shape.Elements);
    }

    /// <inheritdoc/>
    /// <remarks>Ten Philox rounds give four words.</remarks>
    public void Visit(in InstructionHeader header, in RandomFill instruction)
    {
        Write(instruction.Dst);
        Pass(DType.U32, (Tile(instruction.Dst).Shape.Elements + 3) / 4 * 10, 1);
    }

    /// <summary>Slots with a number of operations in each.</summary>
    private void Pass(DType type, long elements, long operations)
    {
        Slots(type, elements);
        Operations(type, elements * operations);
    }

    private void Slots(DType type, long elements) => events[EventKind.LaneSlots] += elements * (type.Bits() > 32 ? 2 : 1);
}
