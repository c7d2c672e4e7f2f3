using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>One register tile that is emitted when first asked for.</summary>
public sealed record EmittedTile
{
    internal EmittedTile(in TileKind kind)
    {
        Kind = kind;
        string operands = kind.Operands switch
        {
            TileOperands.Words => "s16s16",
            TileOperands.SignedPanels => kind.FlipsRows ? "s8s8" : "u8s8",
            _ => kind.FlipsRows ? "u8u8" : "s8u8",
        };
        string ending = kind.Ending + (kind.TakesRowSums ? "+rowsums" : "") + (kind.SignedOutput ? "+signed" : "") + (kind.TwoOffsets ? "+double" : "") + (kind.Masked ? "+masked" : "");
        Id = $"tile-{operands}/{Rows}x{Columns}x{Step}/{ending.ToLowerInvariant()}";
    }

    /// <summary>Operands, rows × columns × K step and ending, such as <c>tile-u8s8/6x64x16/sums</c>.</summary>
    public string Id { get; }

    /// <summary>Rows of the tile.</summary>
    public int Rows => Kind.Rows;

    /// <summary>Columns of the tile.</summary>
    public int Columns => Kind.Panels * PanelLayout.Columns;

    /// <summary>K of one group: what the loop takes at a time.</summary>
    public int Step => Kind.Quads * (Kind.Operands == TileOperands.Words ? 2 : 4);

    internal TileKind Kind { get; }
}
