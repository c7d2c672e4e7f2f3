using System;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Matches a matrix product or convolution to an engine and runs it; what no engine takes is left to the caller.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>One instruction's operands: a convolution when <see cref="IsConv"/>, else a matrix product.</summary>
    public ref struct Operands
    {
        /// <summary>The sums, or with a drain the output.</summary>
        public Tile Target;
        public DType SumsType;
        public Tile Left;
        public Tile Right;
        public bool IsConv;
        public ConvGeometry Geometry;
        public bool Accumulate;
        public bool HasDrain;
        public DrainArguments Drain;
    }

    /// <summary>Runs when an engine fits; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, in Operands o)
    {
        if (options.Tier == KernelTier.Reference || !TryChooseEngine(options, o, out GemmEngine engine) || !Fits(o))
        {
            return false;
        }
        BlockGemm gemm = new()
        {
            Engine = engine,
            Width = options.Tier >= KernelTier.Vector512 ? KernelTier.Vector512 : options.Tier,
            Accumulate = o.Accumulate,
            HasDrain = o.HasDrain,
            RowsSigned = o.Left.Shape.Type == DType.I8 && engine != GemmEngine.VexVnni,
        };
        int groups = o.IsConv ? o.Geometry.Groups : 1;
        int columns = (int)(o.Target.Shape.Dims[o.Target.Shape.Rank - 1] / groups);
        if (!RowMap.TryCreate(o.Target.Shape, out gemm.SumsMap) || !TryDescribeRows(o, engine, out gemm.Source))
        {
            return false;
        }
        // All channels are resolved once before anything is written, so that a group cannot fail after another wrote over a residual in place.
        if (o.HasDrain && groups > 1 && !DrainPlan.TryCreate(o.Target.Shape, engine == GemmEngine.Float, o.Drain, 0, (long)groups * columns, null, (int*)Scratch.Get(ScratchUse.Parameters, DrainPlan.ParameterBytes((long)groups * columns)), out _))
        {
            return false;
        }
        gemm.Rows = gemm.SumsMap.Rows;
        gemm.Columns = columns;
        gemm.Source.Rows = gemm.Rows;
        fixed (byte* left = o.Left.Data, right = o.Right.Data, target = o.Target.Data, residual = o.Drain.Residual.Data, lut = o.Drain.Lut)
        {
            for (int group = 0; group < groups; group++)
            {
                gemm.Source.Base = left + (group * gemm.Source.Channels * gemm.Source.ElementBytes);
                int* corrections = PrepareRight(options, ref gemm, o, right, group, columns);
                if (o.HasDrain)
                {
                    int* parameters = (int*)Scratch.Get(ScratchUse.Parameters, DrainPlan.ParameterBytes(columns));
                    if (!DrainPlan.TryCreate(o.Target.Shape, engine == GemmEngine.Float, o.Drain, (long)group * columns, columns, corrections, parameters, out gemm.Drain))
                    {
                        return false;
                    }
                    nint skipped = (nint)group * columns;
                    gemm.Drain.Output = target + (skipped * (o.Target.Shape.Type.Bits() / 8));
                    gemm.Drain.Residual = residual + (residual == null ? 0 : skipped * (o.Drain.Residual.Shape.Type.Bits() / 8));
                    gemm.Drain.Lut = lut;
                }
                gemm.Corrections = corrections;
                gemm.Sums = target + ((nint)group * columns * sizeof(int));
                if (engine is GemmEngine.Vnni or GemmEngine.VnniWords)
                {
                    RunEmitted(options, gemm, Multiplied(engine, o.Right.Shape.Type), o.Drain.Mode);
                }
                else if (engine == GemmEngine.Float)
                {
                    FloatProduct product = FloatProduct.Create(gemm, o.Left.Shape.Type, options.Tier == KernelTier.Emitted && VnniKernels.IsAvailable);
                    Split.Run(options.Threads, product.Cut(options.Threads), product);
                }
                else
                {
                    gemm.Certify(o.Drain.Mode);
                    Split.Run(options.Threads, gemm.Cut(options.Threads), gemm);
                }
            }
        }
        return true;
    }

    private static void RunEmitted(in KernelOptions options, in BlockGemm product, TileOperands operands, RequantMode mode)
    {
        int panels = (product.Columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
        bool zeroTails = WeightPanels.HaveZeroTails(product.Panels, product.PanelBytes, panels, (nint)product.Source.Depth * product.Source.ElementBytes);
        EmittedGemm gemm = new() { Product = product, Operands = operands, Windows = WindowTable.Create(product.Source, product.ColumnZeroPoints != null, zeroTails) };
        if (gemm.Windows.IsNarrow)
        {
            gemm.Product.Panels = NarrowWeights.Repack(product.Panels, product.PanelBytes, panels, product.Source.KernelRows, product.Source.KernelColumns * product.Source.Channels, out gemm.Product.PanelBytes);
        }
        if (product.HasDrain)
        {
            byte* parameters = Scratch.Get(ScratchUse.CertifiedParameters, CertifiedDrain.ParameterBytes(product.Columns));
            gemm.Product.Drain.Lut = null;
            gemm.IsCertified = CertifiedDrain.TryCreate(gemm.Product.Drain, mode, product.Columns, parameters, out gemm.Certified);
            gemm.Product.Drain.Lut = gemm.IsCertified ? null : product.Drain.Lut;
        }
        Split.Run(options.Threads, gemm.Cut(options.Threads), gemm);
        // Registers drain without the table: it follows while the output is in cache.
        for (long row = 0; gemm.IsCertified && product.Drain.Lut != null && row < product.Rows; row++)
        {
            byte* output = product.Drain.Output + product.Drain.OutputMap.Offset(row);
            ByteTable.Apply(options.Tier, output, output, product.Drain.Lut, product.Columns);
        }
    }

    internal static bool TryChooseEngine(in KernelOptions options, in Operands o, out GemmEngine engine)
    {
        DType left = o.Left.Shape.Type;
        DType right = o.Right.Shape.Type;
        bool bytes = left is DType.I8 or DType.U8 && right is DType.I8 or DType.U8;
        bool emitted = options.Tier == KernelTier.Emitted && VnniKernels.IsAvailable;
        engine = emitted ? GemmEngine.Vnni : options.Tier >= KernelTier.Vector256 && VexTile.IsAccelerated ? GemmEngine.VexVnni
            : right == DType.I8 ? GemmEngine.SignedBytePairs : GemmEngine.UnsignedBytePairs;
        if (bytes)
        {
            return o.SumsType == DType.I32;
        }
        engine = left != DType.I16 ? GemmEngine.Float : emitted ? GemmEngine.VnniWords : GemmEngine.ShortPairs;
        return (left == DType.I16 && right == DType.I16 && o.SumsType == DType.I32) || (WidenedFloats.Multiplies(left) && WidenedFloats.Multiplies(right) && o.SumsType == DType.F32);
    }

    // Emitted kernels take panels of either sign and want rows of the other; the VEX form has its operands fixed.
    private static bool FlipsRows(GemmEngine engine, DType left, DType right) => engine switch
    {
        GemmEngine.Vnni => (left == DType.I8) == (right == DType.I8),
        GemmEngine.VexVnni => left == DType.I8,
        _ => false,
    };

    private static TileOperands Multiplied(GemmEngine engine, DType right) =>
        engine == GemmEngine.VnniWords ? TileOperands.Words : right == DType.U8 ? TileOperands.UnsignedPanels : TileOperands.SignedPanels;

    // Shapes that agree, plain rows, data long enough: anything else is the reference's, which says what is wrong.
    private static bool Fits(in Operands o)
    {
        TileShape left = o.Left.Shape, right = o.Right.Shape, target = o.Target.Shape;
        int rank = o.IsConv ? 4 : 2;
        long columns = right.Rank == rank ? right.Dims[rank - 1] : 0;
        if (left.Rank != rank || right.Rank != rank || target.Rank != rank || right.Format != SparseFormat.Dense
            || !DrainPlan.IsRowMajor(left) || !DrainPlan.IsRowMajor(target) || !o.Left.ZeroPoints.IsEmpty
            || (!o.HasDrain && target.Type != o.SumsType)
            || target.Dims[rank - 1] != columns || target.Elements == 0 || left.Elements == 0 || columns > int.MaxValue / 2
            || left.SpanBytes() > o.Left.Data.Length || right.SpanBytes(o.IsConv ? Math.Max(o.Geometry.Groups, 1) : 1) > o.Right.Data.Length || target.SpanBytes() > o.Target.Data.Length
            || (!o.Right.ZeroPoints.IsEmpty && o.Right.ZeroPoints.Length != columns)
            || (o.HasDrain && o.Drain.ResidualMode != ResidualMode.None && !DrainTile.SameDims(o.Drain.Residual.Shape, target))
            || (o.HasDrain && o.Drain.ResidualMode != ResidualMode.None && o.Drain.Residual.Shape.SpanBytes() > o.Drain.Residual.Data.Length))
        {
            return false;
        }
        if (!o.IsConv)
        {
            return left.Dims[1] == right.Dims[0] && left.Dims[0] == target.Dims[0];
        }
        ConvGeometry g = o.Geometry;
        return g.Groups >= 1 && g.InputDilationH == 1 && g.InputDilationW == 1 && columns % g.Groups == 0 && left.Dims[3] == right.Dims[2] * g.Groups
            && g.StrideH >= 1 && g.StrideW >= 1 && g.DilationH >= 1 && g.DilationW >= 1 && right.Elements > 0
            && g.PadTop >= 0 && g.PadLeft >= 0 && g.PadBottom >= 0 && g.PadRight >= 0
            && left.Dims[0] == target.Dims[0] && g.OutputRows(left.Dims[1], right.Dims[0]) == target.Dims[1] && g.OutputColumns(left.Dims[2], right.Dims[1]) == target.Dims[2]
            && left.Elements <= int.MaxValue && target.Elements <= int.MaxValue && (right.Layout == Layout.Plain || g.Groups == 1 || right.Strides[1] > 0);
    }

    private static bool TryDescribeRows(in Operands o, GemmEngine engine, out RowSource source)
    {
        TileShape left = o.Left.Shape;
        bool flip = FlipsRows(engine, left.Type, o.Right.Shape.Type);
        source = new RowSource { ElementBytes = left.Type.Bits() / 8, Flip = flip ? (byte)0x80 : (byte)0, Depth = PanelLayout.Depth(o.Right.Shape) };
        ConvGeometry g = o.Geometry;
        bool padded = o.IsConv && (g.PadTop | g.PadBottom | g.PadLeft | g.PadRight) != 0;
        if (padded && engine != GemmEngine.Float && (left.ZeroPoint < left.Type.MinValue() || left.ZeroPoint > left.Type.MaxValue()))
        {
            return false;
        }
        source.Channels = o.IsConv ? (int)o.Right.Shape.Dims[2] : 0;
        bool pointwise = o.IsConv && !padded && source.Depth == source.Channels && g.StrideH == 1 && g.StrideW == 1;
        if (!o.IsConv || pointwise)
        {
            return RowMap.TryCreate(left, out source.Map);
        }
        // Windows meet an element many times: the image is widened as a whole first.
        if (WidenedFloats.Widens(left.Type))
        {
            return false;
        }
        source.IsConv = true;
        source.PadByte = engine == GemmEngine.Float ? (byte)0 : (byte)(left.ZeroPoint ^ source.Flip);
        source.PadShort = (ushort)left.ZeroPoint;
        source.Geometry = g;
        source.Height = (int)left.Dims[1];
        source.Width = (int)left.Dims[2];
        source.KernelRows = (int)o.Right.Shape.Dims[0];
        source.KernelColumns = (int)o.Right.Shape.Dims[1];
        source.OutputRows = (int)o.Target.Shape.Dims[1];
        source.OutputColumns = (int)o.Target.Shape.Dims[2];
        source.ImageStride = (nint)left.Strides[0];
        source.RowStride = (nint)left.Strides[1];
        source.PixelStride = (nint)left.Strides[2];
        return true;
    }

    // Points the product at this group's panels and returns the columns' corrections, or null when there are none.
    private static int* PrepareRight(in KernelOptions options, ref BlockGemm gemm, in Operands o, byte* right, int group, int columns)
    {
        TileShape shape = o.Right.Shape;
        long depth = gemm.Source.Depth;
        int lane = 4 / gemm.Source.ElementBytes;
        nint stepBytes = (nint)((depth + lane - 1) / lane) * 64;
        int panelCount = (columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
        bool stored = shape.Layout == Layout.PanelSums;
        if (shape.Layout == Layout.Plain)
        {
            gemm.Panels = WeightPanels.Pack(right, shape, (long)group * columns, columns, out gemm.PanelBytes);
        }
        else
        {
            gemm.Panels = right + (group * (nint)shape.Strides[1]);
            gemm.PanelBytes = (nint)shape.Strides[0];
        }
        if (gemm.Engine == GemmEngine.Float)
        {
            gemm.Panels = WidenedFloats.Widens(shape.Type) ? WidenedFloats.Panels(options, gemm.Width, shape.Type, gemm.Panels, ref gemm.PanelBytes, panelCount, depth) : gemm.Panels;
            return null;
        }
        byte* raw = gemm.Panels;
        nint rawBytes = gemm.PanelBytes;
        bool flipped = gemm.Engine == GemmEngine.VexVnni && shape.Type == DType.U8;
        if (flipped)
        {
            gemm.Panels = WeightPanels.Flip(raw, rawBytes, stepBytes, panelCount);
            gemm.PanelBytes = stepBytes;
        }
        int leftZero = unchecked(o.Left.Shape.ZeroPoint + (gemm.Source.Flip == 0 ? 0 : o.Left.Shape.Type == DType.I8 ? 128 : -128));
        int padded = (columns + 127) & ~63;
        int* zeroPoints = (int*)Scratch.Get(ScratchUse.Corrections, 2 * padded * sizeof(int));
        int* corrections = zeroPoints + padded;
        // An array may hold nothing but zeros.
        int neutral = flipped ? 128 : 0;
        bool anyZeroPoint = o.Right.ZeroPoints.IsEmpty ? shape.ZeroPoint != neutral : o.Right.ZeroPoints.Slice(group * columns, columns).ContainsAnyExcept(neutral);
        for (int n = 0; anyZeroPoint && n < columns; n++)
        {
            zeroPoints[n] = unchecked((o.Right.ZeroPoints.IsEmpty ? shape.ZeroPoint : o.Right.ZeroPoints[(group * columns) + n]) - neutral);
        }
        gemm.ColumnZeroPoints = anyZeroPoint ? zeroPoints : null;
        if (leftZero == 0)
        {
            return null;
        }
        if (stored)
        {
            int shift = flipped ? unchecked((int)(128 * depth)) : 0;
            for (int p = 0; p < panelCount; p++)
            {
                (Vector512.Load((int*)(raw + (p * rawBytes) + stepBytes)) - Vector512.Create(shift)).Store(corrections + (p * PanelLayout.Columns));
            }
        }
        else
        {
            ColumnSums.Write(gemm, Multiplied(gemm.Engine, shape.Type), columns, corrections);
        }
        for (int n = 0; n < columns; n += PanelLayout.Columns)
        {
            Vector512<int> zero = anyZeroPoint ? Vector512.Load(zeroPoints + n) * Vector512.Create(unchecked((int)depth * leftZero)) : default;
            (zero - (Vector512.Load(corrections + n) * Vector512.Create(leftZero))).Store(corrections + n);
        }
        return corrections;
    }
}
