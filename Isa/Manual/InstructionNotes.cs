using System.Collections.Frozen;
using System.Collections.Generic;

namespace AccelEmu.Isa;

/// <summary>What the manual says of an instruction beyond its formula: details of meaning, and its traps.</summary>
internal static class InstructionNotes
{
    private const string Tiles = "bad_descriptor or out_of_bounds for an operand tile; bad_operand when dtypes, shapes or layouts do not fit together";
    private const string Sums = "Sums are int32 or int64 (wrapping) or f32, by the sums tile. With drain the sums go through the drain descriptor to out and their range becomes zero; without accumulate the old contents are not read.";
    private const string DescriptorUse = "bad_descriptor when the descriptor's kind does not have the field, or was never written";

    public static FrozenDictionary<Opcode, (string Meaning, string Traps)> All { get; } = new Dictionary<Opcode, (string Meaning, string Traps)>
    {
        [Opcode.Halt] = ("The program counter stays here. Signals of the instruction are sent.", "none"),
        [Opcode.TrapNow] = ("Waits are given back: nothing of the instruction happens but the trap.", "user, always"),
        [Opcode.Yield] = ("The run ends with status yielded; code and buffer are reported. State stays, and can be saved.", "none"),
        [Opcode.LoadImmediate] = ("", "none"),
        [Opcode.Alu] = ("64 bits, wrapping. Shifts use the low six bits of b. Division truncates towards zero; x/0 = -1, x rem 0 = x, MIN/-1 = MIN, MIN rem -1 = 0.", "none"),
        [Opcode.AluImmediate] = ("As alu.", "none"),
        [Opcode.ScalarLoad] = ("The address is the register plus offset, wrapping. Integers are sign- or zero-extended by type, f32 is its 32 bits zero-extended. Types i8, u8, i16, u16, i32, u32, i64, f32.", "out_of_bounds"),
        [Opcode.ScalarStore] = ("The address is the register plus offset, wrapping; the low bits of src are stored, little-endian.", "out_of_bounds"),
        [Opcode.Jump] = ("The target lies in the same loop body, or is the end of it, which continues with the next pass.", "none"),
        [Opcode.Branch] = ("Targets as for jump.", "none"),
        [Opcode.Loop] = ("The trip count is read once. When control reaches end, the next pass begins or the loop is left; loops may share an end. The body has at least one instruction. Either register or count is given.", "control_flow when more than 8 loops are active"),
        [Opcode.Call] = ("The target lies outside loop bodies. Loops of the caller stay where they are: the callee cannot end them.", "control_flow when more than 16 calls are active"),
        [Opcode.Return] = ("Loops the callee has not finished are dropped.", "control_flow outside a call"),
        [Opcode.Dispatch] = ("A call of entry index of the kernel table; entries are positions in the dispatching core's code.", "bad_index when index is not 0..entries-1; control_flow as call"),
        [Opcode.SetPredicate] = ("", "none"),
        [Opcode.CombinePredicates] = ("Operations: and, or, xor, and_not (a and not b).", "none"),
        [Opcode.ReadCounter] = ("Counters never hold time: retired (this one included), multiply_accumulates, bytes_read, bytes_written, predicated_off.", "none"),
        [Opcode.Philox] = ("counter holds words 0 and 1, counter+1 words 2 and 3; dst receives words 0 and 1, dst+1 words 2 and 3. All operands are read before dst is written.", "none"),
        [Opcode.DescriptorLoad] = ("", "none"),
        [Opcode.DescriptorSet] = ("Any 64-bit number may be written; ranges are checked where the descriptor is used.", DescriptorUse),
        [Opcode.DescriptorSetRegister] = ("As dset.", DescriptorUse),
        [Opcode.DescriptorAdd] = ("64 bits, wrapping.", DescriptorUse),
        [Opcode.DescriptorAddRegister] = ("64 bits, wrapping.", DescriptorUse),
        [Opcode.DescriptorGet] = ("", DescriptorUse),
        [Opcode.DescriptorCopy] = ("", "bad_descriptor when src was never written"),
        [Opcode.DescriptorSlice] = ("dim becomes size, offset grows by start strides (an empty slice keeps it). Along the last dimension the zero-point array moves by start entries and scales by start / quant_block. Declared maxima stay. src is plain, dense and fits its buffer; dst may be src.", "bad_descriptor, out_of_bounds for src; bad_operand when dimension, start or size is outside, start of packed elements is inside a byte, or start is not a multiple of quant_block"),
        [Opcode.DescriptorTranspose] = ("Extents, strides and declared maxima move together; axes from the rank on are ignored. Packed elements, zero-point arrays and blocked scales keep the last dimension last.", "bad_descriptor, out_of_bounds for src; bad_operand when the axes are not a permutation"),
        [Opcode.DescriptorReshape] = ("src is contiguous (strides of dimensions of extent 1 do not matter); of shape only rank, dims and maxima count. Strides become dense. Arrays along the last dimension, and rows that end inside a byte, keep the last extent.", "bad_descriptor, out_of_bounds; bad_operand when src is not contiguous or the numbers of elements differ"),
        [Opcode.Sync] = ("Used to wait or signal on a unit without work. sync control waits in the scalar stream.", "none"),
        [Opcode.Move] = ("Shapes and dtypes are equal; a stride of 0 broadcasts the source. count receives the stored values of a sparse destination.", Tiles + "; corrupt_format for a sparse source that does not obey its format"),
        [Opcode.Fill] = ("The value's low bits are stored in the tile's dtype.", Tiles),
        [Opcode.Gather] = ("All indices are checked before anything is written. Policies: trap, clamp (nearest legal index), zero (read zeros).", Tiles + "; bad_index under policy trap"),
        [Opcode.Scatter] = ("All indices are checked before anything is written; of equal indices the last wins.", Tiles + "; bad_index under policy trap"),
        [Opcode.ScatterAdd] = ("Additions happen in the order of i: integers wrap, floats round once each.", Tiles + "; bad_index under policy trap"),
        [Opcode.MatMul] = (Sums, Tiles + "; corrupt_format for a sparse operand"),
        [Opcode.Conv] = (Sums, Tiles + "; corrupt_format for a sparse operand"),
        [Opcode.DepthwiseConv] = (Sums, Tiles),
        [Opcode.GroupedMatMul] = (Sums + " Rows offsets[g]..offsets[g+1] use expert g, or experts[g].", Tiles + "; bad_index when offsets decrease or leave 0..M, or an expert is outside"),
        [Opcode.ConfigureArray] = ("Rows and columns the machine does not offer are refused when the program is loaded.", "none"),
        [Opcode.DrainSums] = ("", Tiles),
        [Opcode.Unary] = ("Sources of stride 0 broadcast. Transcendental functions are defined to the last bit in numerics.md.", Tiles),
        [Opcode.Binary] = ("Sources of stride 0 broadcast.", Tiles),
        [Opcode.Compare] = ("A comparison with NaN is false, but ne is true.", Tiles),
        [Opcode.Select] = ("", Tiles),
        [Opcode.Reduce] = ("Float sums: element i goes to partial i mod 16, partials combine 8-4-2-1.", Tiles),
        [Opcode.Scan] = ("Sequential, one rounding an addition.", Tiles),
        [Opcode.Histogram] = ("dst is overwritten. All values are checked before anything is written.", Tiles + "; bad_index for a value outside"),
        [Opcode.TopK] = ("Ties go to the lower index; NaN is above everything.", Tiles),
        [Opcode.Compact] = ("dst has room for all indices that are stored.", Tiles + "; out_of_bounds when dst is too short"),
        [Opcode.Sample] = ("nearest: ties to even; bilinear: fp32, neighbours outside read as zero.", Tiles),
        [Opcode.Lookup] = ("", Tiles),
        [Opcode.Requantize] = ("", Tiles),
        [Opcode.Convert] = ("", Tiles),
        [Opcode.Quantize] = ("", Tiles),
        [Opcode.Dequantize] = ("", Tiles),
        [Opcode.Pool] = ("Averages of integers round half away from zero, in the input's quantisation; floats add in window order from +0, then divide once.", Tiles),
        [Opcode.Softmax] = ("", Tiles),
        [Opcode.QuantizedAdd] = ("", Tiles),
        [Opcode.RandomFill] = ("", Tiles),
    }.ToFrozenDictionary();
}
