using System;

namespace AccelEmu.Numerics;

/// <summary>Checks and index resolution of gather, scatter and scatter-add, whose rows are the slices along dimension 0.</summary>
internal static class IndexedRows
{
    /// <summary>
    /// The indexed rows: each index list entry as a row of the table, or −1 where the policy reads zero or drops. Throws before anything is
    /// written.
    /// </summary>
    /// <param name="table">The tile whose dimension 0 is indexed.</param>
    /// <param name="tableName">Its name.</param>
    /// <param name="list">The tile whose dimension 0 follows the index list.</param>
    /// <param name="listName">Its name.</param>
    /// <param name="index">I32 or I64, rank 1.</param>
    /// <param name="policy">Rule for entries outside the table.</param>
    public static long[] Resolve(Tile table, string tableName, Tile list, string listName, Tile index, IndexPolicy policy)
    {
        Check.ReadPlain(index, "index");
        Check.Require(Enum.IsDefined(policy), $"policy: {(int)policy}; legal: 0..2");
        Check.Rank(index, "index", 1);
        Check.Type(index, "index", index.Shape.Type is DType.I32 or DType.I64, "i32, i64");
        Check.Rank(list, listName, table.Shape.Rank);
        Check.Dim(list, listName, 0, index.Shape.Dims[0], "the length of index");
        for (int d = 1; d < table.Shape.Rank; d++)
        {
            Check.Dim(list, listName, d, table.Shape.Dims[d], $"that of {tableName}");
        }
        Check.Require(table.Shape.Rank > 1 || !table.Shape.Type.IsSubByte(), $"{tableName}: {table.Shape.Type.Name()} of rank 1; rows of sub-byte types must be whole bytes");
        long rows = table.Shape.Dims[0];
        long[] resolved = TileValues.Read<long, IntegerArithmetic>(index);
        for (int i = 0; i < resolved.Length; i++)
        {
            if (resolved[i] >= 0 && resolved[i] < rows)
            {
                continue;
            }
            Check.Require(policy == IndexPolicy.Zero || (policy == IndexPolicy.Clamp && rows > 0), $"index: number {i} is {resolved[i]}; legal: 0..{rows - 1} of {tableName}");
            resolved[i] = policy == IndexPolicy.Zero ? -1 : Math.Clamp(resolved[i], 0, rows - 1);
        }
        return resolved;
    }

    /// <summary>Elements of one slice along dimension 0.</summary>
    public static int RowElements(in TileShape shape)
    {
        long elements = 1;
        for (int d = 1; d < shape.Rank; d++)
        {
            elements *= shape.Dims[d];
        }
        return (int)elements;
    }
}
