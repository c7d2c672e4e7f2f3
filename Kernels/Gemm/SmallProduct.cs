using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>
/// A product of bytes so small that getting ready for it would cost more than the product: at most 64 × 64 results, without column zero points. Shapes are matched once;
/// a program that runs the same shapes again may keep the result. Everything else is <see cref="MatrixProduct"/>'s, which gives the same bits.
/// </summary>
internal unsafe partial struct SmallProduct
{
    /// <summary>Most rows and most columns.</summary>
    public const int MostSide = 64;
    /// <summary>Longest K.</summary>
    public const int MostDepth = 128;

    // Rows' and outputs' tables hold whole vectors; columns come in half vectors of int32.
    private const int TableEntries = MostSide;
    private const int ColumnStep = 8;

    private int rows;
    private int columns;
    private int panels;
    private int depth;
    private nint leftStep;
    private nint targetStep;
    private nint panelBytes;
    private nint plainStep;
    private int leftZero;
    private Layout layout;
    private bool unsignedPanels;
    private bool flips;
    private int tallest;
    private int tall;
    private int tiles;
    private nint tallKernel;
    private nint shortKernel;

    /// <summary>Bytes that left, right and target must have from their first element on.</summary>
    public long LeftBytes;
    /// <summary>As <see cref="LeftBytes"/>.</summary>
    public long RightBytes;
    /// <summary>As <see cref="LeftBytes"/>.</summary>
    public long TargetBytes;

    /// <summary>Runs when everything fits; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, in Tile sums, in Tile a, in Tile b, bool accumulate)
    {
        Unsafe.SkipInit(out SmallProduct product);
        if (sums.Shape.Type != DType.I32 || !a.ZeroPoints.IsEmpty || !HasNoZeroPoints(b) || !product.TryMatch(options, sums.Shape, a.Shape, b.Shape)
            || a.Data.Length < product.LeftBytes || b.Data.Length < product.RightBytes || sums.Data.Length < product.TargetBytes)
        {
            return false;
        }
        product.Choose(accumulate ? TileEnding.SumsAdded : TileEnding.Sums, signedOutput: false, twoOffsets: false);
        fixed (byte* target = sums.Data, left = a.Data, right = b.Data)
        {
            product.Run(target, left, right);
        }
        return true;
    }

    /// <summary>Runs with its drain when everything fits; false with nothing written otherwise.</summary>
    public static bool TryRun(in KernelOptions options, in Tile output, DType sums, in Tile a, in Tile b, in DrainArguments drain)
    {
        Unsafe.SkipInit(out SmallProduct product);
        if (sums != DType.I32 || !a.ZeroPoints.IsEmpty || !HasNoZeroPoints(b) || output.Shape.Type is not (DType.I8 or DType.U8) || !product.TryMatch(options, output.Shape, a.Shape, b.Shape)
            || a.Data.Length < product.LeftBytes || b.Data.Length < product.RightBytes || output.Data.Length < product.TargetBytes)
        {
            return false;
        }
        fixed (byte* target = output.Data, left = a.Data, right = b.Data)
        {
            return product.TryDrain(target, left, right, output.Shape, drain);
        }
    }

    // An array may hold nothing but zeros.
    private static bool HasNoZeroPoints(in Tile right) =>
        right.ZeroPoints.IsEmpty || (right.ZeroPoints.Length == right.Shape.Dims[1] && !right.ZeroPoints.ContainsAnyExcept(0));

    /// <summary>Matches a product into sums for repeated <see cref="Run"/>; false when it is no small product.</summary>
    public static bool TryPrepare(in KernelOptions options, in TileShape sums, in TileShape left, in TileShape right, bool accumulate, out SmallProduct product)
    {
        Unsafe.SkipInit(out product);
        if (sums.Type != DType.I32 || !product.TryMatch(options, sums, left, right))
        {
            product = default;
            return false;
        }
        product.Choose(accumulate ? TileEnding.SumsAdded : TileEnding.Sums, signedOutput: false, twoOffsets: false);
        return true;
    }

    /// <summary>Matches a product with a drain for repeated <see cref="TryDrain"/>.</summary>
    public static bool TryPrepareDrain(in KernelOptions options, in TileShape output, DType sums, in TileShape left, in TileShape right, out SmallProduct product)
    {
        Unsafe.SkipInit(out product);
        if (sums != DType.I32 || output.Type is not (DType.I8 or DType.U8) || !product.TryMatch(options, output, left, right))
        {
            product = default;
            return false;
        }
        return true;
    }

    /// <summary>The product into sums.</summary>
    /// <param name="target">First sum.</param>
    /// <param name="left">First element of the left rows.</param>
    /// <param name="right">First byte of the weights.</param>
    public readonly void Run(byte* target, byte* left, byte* right)
    {
        SmallTables* tables = SmallTables.OfThread;
        int* bias = GetReady(tables, target, left, right);
        tables->Call.Bias = bias == null ? SmallTables.Zeros : bias;
        tables->Call.Mask = (ulong)ushort.MaxValue >> ((panels * PanelLayout.Columns) - columns);
        Multiply(tables);
    }

    // Shapes whose operands agree and whose rows emitted kernels take where they are. Whatever field is looked at here is one that decides.
    private bool TryMatch(in KernelOptions options, in TileShape target, in TileShape left, in TileShape right)
    {
        long m = left.Dims[0], k = left.Dims[1], n = right.Dims[1];
        int element = target.Type == DType.I32 ? sizeof(int) : 1;
        if (options.Tier != KernelTier.Emitted || !VnniKernels.IsHere
            || left.Type is not (DType.I8 or DType.U8) || right.Type is not (DType.I8 or DType.U8)
            || left.Rank != 2 || right.Rank != 2 || target.Rank != 2
            || (left.Layout | target.Layout) != Layout.Plain || (left.Format | right.Format | target.Format) != SparseFormat.Dense
            || k != right.Dims[0] || m != target.Dims[0] || n != target.Dims[1]
            || (ulong)(m - 1) >= MostSide || (ulong)(n - 1) >= MostSide || (ulong)(k - 1) >= MostDepth || k % 4 != 0 || n % ColumnStep != 0
            || left.Strides[1] != 1 || target.Strides[1] != element || right.ZeroPoint != 0)
        {
            return false;
        }
        rows = (int)m;
        depth = (int)k;
        columns = (int)n;
        panels = (columns + PanelLayout.Columns - 1) / PanelLayout.Columns;
        leftStep = (nint)left.Strides[0];
        targetStep = (nint)target.Strides[0];
        layout = right.Layout;
        LeftBytes = ((m - 1) * left.Strides[0]) + k;
        TargetBytes = ((m - 1) * target.Strides[0]) + (n * element);
        if (layout == Layout.Plain)
        {
            plainStep = (nint)right.Strides[0];
            panelBytes = depth * PanelLayout.Columns;
            RightBytes = ((k - 1) * right.Strides[0]) + n;
            if (right.Strides[1] != 1)
            {
                return false;
            }
        }
        else
        {
            panelBytes = (nint)right.Strides[0];
            RightBytes = ((panels - 1) * right.Strides[0]) + (depth * PanelLayout.Columns) + (layout == Layout.PanelSums ? 64 : 0);
        }
        unsignedPanels = right.Type == DType.U8;
        flips = (left.Type == DType.I8) == (right.Type == DType.I8);
        leftZero = unchecked(left.ZeroPoint + (!flips ? 0 : left.Type == DType.I8 ? 128 : -128));
        // As even as can be, so that no tile is a slow one of a single row.
        tiles = (rows + TileKind.MaxRows - 1) / TileKind.MaxRows;
        tallest = (rows + tiles - 1) / tiles;
        tall = rows - (tiles * (tallest - 1));
        return true;
    }

    private void Choose(TileEnding ending, bool signedOutput, bool twoOffsets)
    {
        bool masked = ending <= TileEnding.SumsAdded ? columns % PanelLayout.Columns != 0 : columns != GemmTiles.BlockColumns;
        int form = (panels - 1) | (flips ? 4 : 0) | (unsignedPanels ? 8 : 0) | (masked ? 16 : 0) | (signedOutput ? 32 : 0) | (twoOffsets ? 64 : 0) | ((int)ending << 7);
        ref nint known = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Known), (form * Heights) + tallest);
        tallKernel = known != 0 ? known : Find(form, tallest);
        shortKernel = tall == tiles ? 0 : Unsafe.Subtract(ref known, 1) is not 0 and nint other ? other : Find(form, tallest - 1);
    }

    // Kernels found before: a description's own number takes as long to work out as a product.
    private const int Heights = TileKind.MaxRows + 1;
    private static readonly nint[] Known = new nint[(((int)TileEnding.Bytes + 1) << 7) * Heights];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Find(int form, int height)
    {
        TileOperands operands = (form & 8) != 0 ? TileOperands.UnsignedPanels : TileOperands.SignedPanels;
        TileKind kind = new(height, (form & 3) + 1, 4, (form & 4) != 0, (TileEnding)(form >> 7), operands, (form & 32) != 0, (form & 64) != 0, (form & 16) != 0);
        return Known[(form * Heights) + height] = (nint)TileKernels.Get(kind);
    }

    // Everything of the call but what becomes of the sums. Returns what the columns' sums start from, or null for zero.
    private readonly int* GetReady(SmallTables* tables, byte* target, byte* left, byte* right)
    {
        SmallTables.SetAddresses(tables->Rows, left, leftStep, rows);
        SmallTables.SetAddresses(tables->Outputs, target, targetStep, rows);
        byte* weights = right;
        if (layout == Layout.Plain)
        {
            weights = Scratch.Get(ScratchUse.Weights, panels * panelBytes);
            SmallPanels.Pack(right, plainStep, depth, columns, weights, panelBytes);
        }
        TileCall* call = &tables->Call;
        call->SetDepth(SmallTables.Groups, depth / 16, 4, (depth / 4) & 3, depth & ~15);
        call->Panels = weights;
        call->PanelBytes = panelBytes;
        call->OutputColumn = 0;
        call->Flip = unchecked((int)0x80808080);
        if (leftZero == 0)
        {
            return null;
        }
        int* corrections = tables->Corrections;
        for (int p = 0; p < panels; p++)
        {
            byte* panel = weights + (p * panelBytes);
            Vector512<int> sums = layout == Layout.PanelSums ? Vector512.Load((int*)(panel + (depth * PanelLayout.Columns))) : SmallPanels.Sums(panel, depth, unsignedPanels);
            (sums * Vector512.Create(-leftZero)).Store(corrections + (p * PanelLayout.Columns));
        }
        return corrections;
    }

    // The kernels are done in two microseconds at most: they need not tell the collector that they are away.
    private readonly void Multiply(SmallTables* tables)
    {
        TileCall* call = &tables->Call;
        call->Rows = (byte**)tables->Rows;
        call->Outputs = (byte**)tables->Outputs;
        call->Tiles = tall;
        ((delegate* unmanaged[SuppressGCTransition]<TileCall*, void>)tallKernel)(call);
        if (tall != tiles)
        {
            int done = tall * tallest;
            call->Rows = (byte**)tables->Rows + done;
            call->Outputs = (byte**)tables->Outputs + done;
            call->Tiles = tiles - tall;
            ((delegate* unmanaged[SuppressGCTransition]<TileCall*, void>)shortKernel)(call);
        }
    }
}
