namespace AccelEmu.Isa;

/// <summary>
/// A named word of a descriptor: kind in the upper two bits, word index in the lower six. The numbers are the 8-bit field code of the
/// encoding. In assembly a field is written in snake case without its kind, as <c>d3.pad_top</c>.
/// </summary>
public enum DescriptorField : byte
{
    /// <summary>The kind itself; not writable.</summary>
    None = 0,
    /// <summary>Memory space (0 dram, 1 scratchpad, 2 accumulator).</summary>
    TileSpace = (1 << 6) | 1,
    /// <summary>Core whose memory it is; −1 = the executing core; ignored for dram.</summary>
    TileCore = (1 << 6) | 2,
    /// <summary>First byte of the buffer.</summary>
    TileBase = (1 << 6) | 3,
    /// <summary>Bytes of the buffer; accesses outside trap.</summary>
    TileExtent = (1 << 6) | 4,
    /// <summary>First byte of the tile within the buffer.</summary>
    TileOffset = (1 << 6) | 5,
    /// <summary>Element type.</summary>
    TileDType = (1 << 6) | 6,
    /// <summary>Memory order.</summary>
    TileLayout = (1 << 6) | 7,
    /// <summary>Storage format.</summary>
    TileFormat = (1 << 6) | 8,
    /// <summary>Dimensions, 1..5.</summary>
    TileRank = (1 << 6) | 9,
    /// <summary>Extent of dimension 0.</summary>
    TileDim0 = (1 << 6) | 10,
    /// <summary>Extent of dimension 1.</summary>
    TileDim1 = (1 << 6) | 11,
    /// <summary>Extent of dimension 2.</summary>
    TileDim2 = (1 << 6) | 12,
    /// <summary>Extent of dimension 3.</summary>
    TileDim3 = (1 << 6) | 13,
    /// <summary>Extent of dimension 4.</summary>
    TileDim4 = (1 << 6) | 14,
    /// <summary>Byte distance along dimension 0.</summary>
    TileStride0 = (1 << 6) | 15,
    /// <summary>Byte distance along dimension 1.</summary>
    TileStride1 = (1 << 6) | 16,
    /// <summary>Byte distance along dimension 2.</summary>
    TileStride2 = (1 << 6) | 17,
    /// <summary>Byte distance along dimension 3.</summary>
    TileStride3 = (1 << 6) | 18,
    /// <summary>Byte distance along dimension 4.</summary>
    TileStride4 = (1 << 6) | 19,
    /// <summary>Declared maximum of dimension 0; 0 = none.</summary>
    TileMax0 = (1 << 6) | 20,
    /// <summary>Declared maximum of dimension 1; 0 = none.</summary>
    TileMax1 = (1 << 6) | 21,
    /// <summary>Declared maximum of dimension 2; 0 = none.</summary>
    TileMax2 = (1 << 6) | 22,
    /// <summary>Declared maximum of dimension 3; 0 = none.</summary>
    TileMax3 = (1 << 6) | 23,
    /// <summary>Declared maximum of dimension 4; 0 = none.</summary>
    TileMax4 = (1 << 6) | 24,
    /// <summary>Subtracted from raw integers.</summary>
    TileZeroPoint = (1 << 6) | 25,
    /// <summary>Byte offset in the same space of int32 zero points along the last dimension; −1 = none.</summary>
    TileZeroPointArray = (1 << 6) | 26,
    /// <summary>Address in the same space of mask or index bytes; −1 = none.</summary>
    TileMetadata = (1 << 6) | 27,
    /// <summary>Bytes of the metadata area.</summary>
    TileMetadataExtent = (1 << 6) | 28,
    /// <summary>Address in the same space of fp32 scales; −1 = none.</summary>
    TileScales = (1 << 6) | 29,
    /// <summary>Elements of the last dimension that share a scale; 0 = all.</summary>
    TileQuantBlock = (1 << 6) | 30,
    /// <summary>Rows above.</summary>
    ConvPadTop = (2 << 6) | 1,
    /// <summary>Rows below.</summary>
    ConvPadBottom = (2 << 6) | 2,
    /// <summary>Columns on the left.</summary>
    ConvPadLeft = (2 << 6) | 3,
    /// <summary>Columns on the right.</summary>
    ConvPadRight = (2 << 6) | 4,
    /// <summary>Vertical step.</summary>
    ConvStrideH = (2 << 6) | 5,
    /// <summary>Horizontal step.</summary>
    ConvStrideW = (2 << 6) | 6,
    /// <summary>Vertical tap distance.</summary>
    ConvDilationH = (2 << 6) | 7,
    /// <summary>Horizontal tap distance.</summary>
    ConvDilationW = (2 << 6) | 8,
    /// <summary>Input rows apart.</summary>
    ConvInputDilationH = (2 << 6) | 9,
    /// <summary>Input columns apart.</summary>
    ConvInputDilationW = (2 << 6) | 10,
    /// <summary>Channel groups.</summary>
    ConvGroups = (2 << 6) | 11,
    /// <summary>Window rows (pooling).</summary>
    ConvKernelH = (2 << 6) | 12,
    /// <summary>Window columns (pooling).</summary>
    ConvKernelW = (2 << 6) | 13,
    /// <summary>1: average over the whole window.</summary>
    ConvCountPadding = (2 << 6) | 14,
    /// <summary>RequantMode.</summary>
    DrainMode = (3 << 6) | 1,
    /// <summary>ShiftRounding of mode Shift.</summary>
    DrainRounding = (3 << 6) | 2,
    /// <summary>1: parameter arrays hold an entry for each output channel; 0: one entry.</summary>
    DrainPerChannel = (3 << 6) | 3,
    /// <summary>Space of all arrays below.</summary>
    DrainParameterSpace = (3 << 6) | 4,
    /// <summary>Address of bias (int32, int64 or fp32 as the accumulator); −1 = none.</summary>
    DrainBias = (3 << 6) | 5,
    /// <summary>Address of int32 multipliers; −1 = use Multiplier.</summary>
    DrainMultipliers = (3 << 6) | 6,
    /// <summary>Address of int32 shifts; −1 = use Shift.</summary>
    DrainShifts = (3 << 6) | 7,
    /// <summary>Address of int32 addends; −1 = none.</summary>
    DrainAddends = (3 << 6) | 8,
    /// <summary>Address of fp32 scales; −1 = use Scale.</summary>
    DrainScaleArray = (3 << 6) | 9,
    /// <summary>Scalar multiplier.</summary>
    DrainMultiplier = (3 << 6) | 10,
    /// <summary>Scalar shift.</summary>
    DrainShift = (3 << 6) | 11,
    /// <summary>Scalar scale, fp32 bits.</summary>
    DrainScale = (3 << 6) | 12,
    /// <summary>Added after scaling.</summary>
    DrainOutputZeroPoint = (3 << 6) | 13,
    /// <summary>First clamp (fp32 bits for float outputs).</summary>
    DrainClampMin = (3 << 6) | 14,
    /// <summary>First clamp.</summary>
    DrainClampMax = (3 << 6) | 15,
    /// <summary>Address of 256 bytes; −1 = none.</summary>
    DrainLut = (3 << 6) | 16,
    /// <summary>How the residual is added.</summary>
    DrainResidualMode = (3 << 6) | 17,
    /// <summary>Descriptor of the residual tile; −1 = none.</summary>
    DrainResidual = (3 << 6) | 18,
    /// <summary>Left shift of both operands.</summary>
    DrainResidualLeftShift = (3 << 6) | 19,
    /// <summary>Zero point of the drained value.</summary>
    DrainResidualZeroPointA = (3 << 6) | 20,
    /// <summary>Zero point of the residual.</summary>
    DrainResidualZeroPointB = (3 << 6) | 21,
    /// <summary>Multiplier.</summary>
    DrainResidualMultiplierA = (3 << 6) | 22,
    /// <summary>Shift.</summary>
    DrainResidualShiftA = (3 << 6) | 23,
    /// <summary>Multiplier.</summary>
    DrainResidualMultiplierB = (3 << 6) | 24,
    /// <summary>Shift.</summary>
    DrainResidualShiftB = (3 << 6) | 25,
    /// <summary>Multiplier.</summary>
    DrainResidualMultiplierOut = (3 << 6) | 26,
    /// <summary>Shift.</summary>
    DrainResidualShiftOut = (3 << 6) | 27,
    /// <summary>Zero point.</summary>
    DrainResidualZeroPointOut = (3 << 6) | 28,
    /// <summary>Fp32 bits.</summary>
    DrainResidualScaleA = (3 << 6) | 29,
    /// <summary>Fp32 bits.</summary>
    DrainResidualScaleB = (3 << 6) | 30,
    /// <summary>Fp32 bits.</summary>
    DrainResidualScaleOut = (3 << 6) | 31,
    /// <summary>Second clamp (fp32 bits for float outputs).</summary>
    DrainResidualClampMin = (3 << 6) | 32,
    /// <summary>Second clamp.</summary>
    DrainResidualClampMax = (3 << 6) | 33,
}
