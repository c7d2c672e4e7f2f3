using System;

namespace AccelEmu.Timing;

/// <summary>Which words of the K × N weights are kept, and the K′ rows they are packed into.</summary>
internal sealed class SparseWeights
{
    private readonly int[] keptPerColumn;

    public SparseWeights(ScaleSimLayer layer, ScaleSimSparsity sparsity)
    {
        (Depth, Block, RowWise) = (layer.K, sparsity.RowWise ? sparsity.BlockSize : layer.BlockM, sparsity.RowWise);
        keptPerColumn = new int[layer.Filters];
        if (RowWise)
        {
            LegacyRandom random = new(sparsity.Seed);
            for (int n = 0; n < keptPerColumn.Length; n++)
            {
                keptPerColumn[n] = 1 + (int)random.UpTo((uint)((Block / 2) - 1));
            }
            PackedDepth = (Depth + (2L * Block) - 1) / (2L * Block) * Block;
        }
        else
        {
            Array.Fill(keptPerColumn, layer.KeptN);
            PackedDepth = Kept(layer.KeptN);
        }
    }

    /// <summary>K.</summary>
    public long Depth { get; }

    /// <summary>Words of a block: M of N:M, or the block size of the row-wise mapping.</summary>
    public int Block { get; }

    /// <summary>True: columns differ, and a block has half its words as rows. False: all columns keep the same words.</summary>
    public bool RowWise { get; }

    /// <summary>K′.</summary>
    public long PackedDepth { get; }

    /// <summary>Rows of a packed block of the row-wise mapping.</summary>
    public int BlockRows => Block / 2;

    /// <summary>Non-zero words.</summary>
    public long NonZeros
    {
        get
        {
            long sum = 0;
            foreach (int kept in keptPerColumn)
            {
                sum += Kept(kept);
            }
            return sum;
        }
    }

    /// <summary>Depth of a packed row of a column of the row-wise mapping; −1 where it holds nothing.</summary>
    public long DepthOf(long packedRow, long column)
    {
        (long block, long slot) = Math.DivRem(packedRow, BlockRows);
        long k = (block * Block) + slot;
        return slot < keptPerColumn[column] && k < Depth ? k : -1;
    }

    private long Kept(int first)
    {
        (long blocks, long rest) = Math.DivRem(Depth, Block);
        return (blocks * first) + Math.Min(rest, first);
    }
}
