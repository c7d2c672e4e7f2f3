using System;
using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Kernels;

/// <summary>What a register tile does with its sums.</summary>
internal enum TileEnding
{
    /// <summary>Stores them as int32.</summary>
    Sums,
    /// <summary>Adds them to the int32 that are there.</summary>
    SumsAdded,
    /// <summary>Drains them to bytes in registers.</summary>
    Bytes,
    /// <summary>As <see cref="Bytes"/>, adding a uint8 residual.</summary>
    BytesAddUnsigned,
    /// <summary>As <see cref="Bytes"/>, adding an int8 residual.</summary>
    BytesAddSigned,
}

/// <summary>What a register tile multiplies; either product wraps.</summary>
internal enum TileOperands
{
    /// <summary>uint8 rows by int8 panels: <c>vpdpbusd</c>.</summary>
    SignedPanels,
    /// <summary>int8 rows by uint8 panels: <c>vpdpbusd</c> with its operands exchanged.</summary>
    UnsignedPanels,
    /// <summary>int16 by int16: <c>vpdpwssd</c>, two K in a lane.</summary>
    Words,
}

/// <summary>Description from which a micro-kernel is emitted.</summary>
/// <param name="Rows">Rows of the tile, 1..6.</param>
/// <param name="Panels">Panels of sixteen columns, 1..4.</param>
/// <param name="Quads">Steps of one lane (four bytes of K) in one group, all at one offset from a row's start: 1, 2 or 4.</param>
/// <param name="FlipsRows">True when rows have the other sign in memory: their sign bits are flipped on the way into registers.</param>
/// <param name="Ending">What becomes of the sums.</param>
/// <param name="SignedOutput">Drains: int8 bytes, else uint8.</param>
/// <param name="TwoOffsets">Drains: negative sums round with another offset than the others.</param>
/// <param name="Masked">Not all columns of the last panel exist; drains: not all 64.</param>
/// <param name="Operands">What is multiplied.</param>
/// <param name="TakesRowSums">True when columns have zero points: sums start less the row's sum times the column's zero point.</param>
internal readonly record struct TileKind(int Rows, int Panels, int Quads, bool FlipsRows, TileEnding Ending, TileOperands Operands = TileOperands.SignedPanels, bool SignedOutput = false, bool TwoOffsets = false, bool Masked = false, bool TakesRowSums = false)
{
    public const int MaxRows = 6;
    public const int MaxPanels = 4;

    /// <summary>Number of distinct <see cref="Slot"/> values.</summary>
    public const int Slots = MaxRows * MaxPanels * 3 * 2 * Endings * 3 * 16;

    private const int Endings = 5;

    /// <summary>True when the ending stores int32 sums.</summary>
    public bool StoresSums => Ending <= TileEnding.SumsAdded;

    /// <summary>True when the ending adds a residual.</summary>
    public bool HasResidual => Ending >= TileEnding.BytesAddUnsigned;

    /// <summary>Every kind that products ask for.</summary>
    public static IEnumerable<TileKind> All =>
        from operands in Enum.GetValues<TileOperands>()
        from flips in operands == TileOperands.Words ? NotFlipped : Either
        from rows in Enumerable.Range(1, MaxRows)
        from panels in Enumerable.Range(1, MaxPanels)
        from quads in (int[])[1, 2, 4]
        from ending in Enum.GetValues<TileEnding>()
        from rowSums in Either
        from masked in Either
        from signed in ending <= TileEnding.SumsAdded ? NotFlipped : Either
        from two in ending <= TileEnding.SumsAdded ? NotFlipped : Either
        select new TileKind(rows, panels, quads, flips, ending, operands, signed, two, masked, rowSums);

    private static readonly bool[] Either = [false, true];
    private static readonly bool[] NotFlipped = [false];

    /// <summary>A number of its own for each kind.</summary>
    public int Slot
    {
        get
        {
            int slot = ((((Rows - 1) * MaxPanels) + Panels - 1) * 3) + (Quads >> 1);
            slot = (((slot * 2) + (FlipsRows ? 1 : 0)) * Endings) + (int)Ending;
            slot = (slot * 3) + (int)Operands;
            return (slot * 16) + (TakesRowSums ? 8 : 0) + (SignedOutput ? 4 : 0) + (TwoOffsets ? 2 : 0) + (Masked ? 1 : 0);
        }
    }
}
