using System.Collections.Frozen;
using System.Collections.Generic;

namespace AccelEmu.Isa;

/// <summary>One line for each descriptor field: meaning and legal range, for the manual and the export.</summary>
internal static class DescriptorDocs
{
    private const string Pointer = "; -1 = none";

    public static FrozenDictionary<DescriptorField, (string Meaning, string Legal)> All { get; } = Build().ToFrozenDictionary();

    private static Dictionary<DescriptorField, (string Meaning, string Legal)> Build()
    {
        const string Address = "-1..2^40";
        const string Int32 = "-2^31..2^31-1";
        Dictionary<DescriptorField, (string Meaning, string Legal)> docs = new()
        {
            [DescriptorField.TileSpace] = ("memory", "dram 0, scratchpad 1, accumulator 2"),
            [DescriptorField.TileCore] = ("core whose memory it is; -1 = the executing core; ignored for dram", "-1..cores-1"),
            [DescriptorField.TileBase] = ("first byte of the buffer", "0..2^40"),
            [DescriptorField.TileExtent] = ("bytes of the buffer; accesses outside it trap", "0..2^40"),
            [DescriptorField.TileOffset] = ("first byte of the tile within the buffer", "0..extent-span"),
            [DescriptorField.TileDType] = ("element type", "a dtype's number"),
            [DescriptorField.TileLayout] = ("memory order", "plain 0, panel 1, panel_sums 2"),
            [DescriptorField.TileFormat] = ("storage", "dense 0, bitmask 1"),
            [DescriptorField.TileRank] = ("dimensions", "1..5; panels 2..5"),
            [DescriptorField.TileZeroPoint] = ("subtracted from raw integers", Int32),
            [DescriptorField.TileZeroPointArray] = ("byte offset in the same space of int32 zero points along the last dimension" + Pointer, Address),
            [DescriptorField.TileMetadata] = ("address in the same space of mask or index bytes" + Pointer, Address),
            [DescriptorField.TileMetadataExtent] = ("bytes of the metadata area", "0..2^40"),
            [DescriptorField.TileScales] = ("address in the same space of fp32 scales along the last dimension" + Pointer, Address),
            [DescriptorField.TileQuantBlock] = ("elements of the last dimension that share a scale; 0 = all", "0..2^40"),
            [DescriptorField.ConvPadTop] = ("rows of padding above", "0..2^20"),
            [DescriptorField.ConvPadBottom] = ("rows of padding below", "0..2^20"),
            [DescriptorField.ConvPadLeft] = ("columns of padding on the left", "0..2^20"),
            [DescriptorField.ConvPadRight] = ("columns of padding on the right", "0..2^20"),
            [DescriptorField.ConvStrideH] = ("vertical step", "1..2^20"),
            [DescriptorField.ConvStrideW] = ("horizontal step", "1..2^20"),
            [DescriptorField.ConvDilationH] = ("vertical distance of taps", "1..2^20"),
            [DescriptorField.ConvDilationW] = ("horizontal distance of taps", "1..2^20"),
            [DescriptorField.ConvInputDilationH] = ("distance of input rows (transposed convolution)", "1..2^20"),
            [DescriptorField.ConvInputDilationW] = ("distance of input columns", "1..2^20"),
            [DescriptorField.ConvGroups] = ("independent channel groups", "1..2^20"),
            [DescriptorField.ConvKernelH] = ("window rows, for pooling", "1..2^20"),
            [DescriptorField.ConvKernelW] = ("window columns, for pooling", "1..2^20"),
            [DescriptorField.ConvCountPadding] = ("1: an average divides by the whole window", "0, 1"),
            [DescriptorField.DrainMode] = ("scaling rule", "none 0, fixed_single 1, fixed_double 2, fixed16 3, mul_add_shift 4, shift 5, float32 6"),
            [DescriptorField.DrainRounding] = ("rounding of mode shift", "floor 0, half_up 1, half_away 2, half_even 3, truncate 4"),
            [DescriptorField.DrainPerChannel] = ("1: arrays hold an entry for each output channel; 0: one entry", "0, 1"),
            [DescriptorField.DrainParameterSpace] = ("memory of all arrays below", "dram 0, scratchpad 1, accumulator 2"),
            [DescriptorField.DrainBias] = ("address of the bias: int32, int64 or fp32 as the sums" + Pointer, Address),
            [DescriptorField.DrainMultipliers] = ("address of int32 multipliers; -1 = the scalar", Address),
            [DescriptorField.DrainShifts] = ("address of int32 shifts; -1 = the scalar", Address),
            [DescriptorField.DrainAddends] = ("address of int32 addends" + Pointer, Address),
            [DescriptorField.DrainScaleArray] = ("address of fp32 scales; -1 = the scalar", Address),
            [DescriptorField.DrainMultiplier] = ("scalar multiplier", Int32),
            [DescriptorField.DrainShift] = ("scalar shift", "-63..63"),
            [DescriptorField.DrainScale] = ("scalar scale", "fp32 bits"),
            [DescriptorField.DrainOutputZeroPoint] = ("added after scaling", Int32),
            [DescriptorField.DrainClampMin] = ("first clamp; fp32 bits, sign-extended, for float outputs", Int32),
            [DescriptorField.DrainClampMax] = ("first clamp", Int32),
            [DescriptorField.DrainLut] = ("address of 256 bytes" + Pointer, Address),
            [DescriptorField.DrainResidualMode] = ("how the residual is added", "none 0, fixed 1, float32 2, plain 3"),
            [DescriptorField.DrainResidual] = ("descriptor of the residual tile; -1 = none, only with mode none", "-1..63"),
            [DescriptorField.DrainResidualLeftShift] = ("left shift of both operands", "0..31"),
            [DescriptorField.DrainResidualZeroPointA] = ("zero point of the drained value", Int32),
            [DescriptorField.DrainResidualZeroPointB] = ("zero point of the residual", Int32),
            [DescriptorField.DrainResidualMultiplierA] = ("multiplier of the drained value", Int32),
            [DescriptorField.DrainResidualShiftA] = ("left shift, negative = right", "-31..31"),
            [DescriptorField.DrainResidualMultiplierB] = ("multiplier of the residual", Int32),
            [DescriptorField.DrainResidualShiftB] = ("left shift, negative = right", "-31..31"),
            [DescriptorField.DrainResidualMultiplierOut] = ("multiplier of the sum", Int32),
            [DescriptorField.DrainResidualShiftOut] = ("left shift, negative = right", "-31..31"),
            [DescriptorField.DrainResidualZeroPointOut] = ("zero point of the result", Int32),
            [DescriptorField.DrainResidualScaleA] = ("scale of the drained value", "fp32 bits"),
            [DescriptorField.DrainResidualScaleB] = ("scale of the residual", "fp32 bits"),
            [DescriptorField.DrainResidualScaleOut] = ("scale of the result", "fp32 bits"),
            [DescriptorField.DrainResidualClampMin] = ("second clamp; fp32 bits, sign-extended, for float outputs", Int32),
            [DescriptorField.DrainResidualClampMax] = ("second clamp", Int32),
        };
        for (int d = 0; d < 5; d++)
        {
            docs[DescriptorField.TileDim0.Plus(d)] = ($"extent of dimension {d}, outermost first", $"0..max{d}, or 0..2^40; at most 2^40 elements in all");
            docs[DescriptorField.TileStride0.Plus(d)] = ($"bytes along dimension {d}; 0 broadcasts (reads only); 0 for the packed innermost dimension of a sub-byte type", "0..2^40");
            docs[DescriptorField.TileMax0.Plus(d)] = ($"declared maximum of dimension {d}; 0 = none", "0..2^40");
        }
        return docs;
    }
}
