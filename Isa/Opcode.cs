namespace AccelEmu.Isa;

/// <summary>
/// Instruction numbers, bits 0..7. 0x00 is never valid, so that zeroed memory traps; 0x70..0x9F is reserved for training, 0xC0..0xFF for users' extensions.
/// </summary>
public enum Opcode : byte
{
    /// <summary>Not an instruction.</summary>
    Invalid = 0x00,
    /// <summary><c>halt</c>.</summary>
    Halt = 0x01,
    /// <summary><c>trap</c>.</summary>
    TrapNow = 0x02,
    /// <summary><c>yield</c>.</summary>
    Yield = 0x03,
    /// <summary><c>li</c>.</summary>
    LoadImmediate = 0x04,
    /// <summary><c>alu</c>.</summary>
    Alu = 0x05,
    /// <summary><c>alui</c>.</summary>
    AluImmediate = 0x06,
    /// <summary><c>ld</c>.</summary>
    ScalarLoad = 0x07,
    /// <summary><c>st</c>.</summary>
    ScalarStore = 0x08,
    /// <summary><c>jump</c>.</summary>
    Jump = 0x09,
    /// <summary><c>branch</c>.</summary>
    Branch = 0x0A,
    /// <summary><c>loop</c>.</summary>
    Loop = 0x0B,
    /// <summary><c>call</c>.</summary>
    Call = 0x0C,
    /// <summary><c>ret</c>.</summary>
    Return = 0x0D,
    /// <summary><c>dispatch</c>.</summary>
    Dispatch = 0x0E,
    /// <summary><c>setp</c>.</summary>
    SetPredicate = 0x0F,
    /// <summary><c>plogic</c>.</summary>
    CombinePredicates = 0x10,
    /// <summary><c>counter</c>.</summary>
    ReadCounter = 0x11,
    /// <summary><c>philox</c>.</summary>
    Philox = 0x12,
    /// <summary><c>dload</c>.</summary>
    DescriptorLoad = 0x18,
    /// <summary><c>dset</c>.</summary>
    DescriptorSet = 0x19,
    /// <summary><c>dsetr</c>.</summary>
    DescriptorSetRegister = 0x1A,
    /// <summary><c>dadd</c>.</summary>
    DescriptorAdd = 0x1B,
    /// <summary><c>daddr</c>.</summary>
    DescriptorAddRegister = 0x1C,
    /// <summary><c>dget</c>.</summary>
    DescriptorGet = 0x1D,
    /// <summary><c>dcopy</c>.</summary>
    DescriptorCopy = 0x1E,
    /// <summary><c>dslice</c>.</summary>
    DescriptorSlice = 0x1F,
    /// <summary><c>dtranspose</c>.</summary>
    DescriptorTranspose = 0x20,
    /// <summary><c>dreshape</c>.</summary>
    DescriptorReshape = 0x21,
    /// <summary><c>sync</c>.</summary>
    Sync = 0x28,
    /// <summary><c>move</c>.</summary>
    Move = 0x30,
    /// <summary><c>fill</c>.</summary>
    Fill = 0x31,
    /// <summary><c>gather</c>.</summary>
    Gather = 0x32,
    /// <summary><c>scatter</c>.</summary>
    Scatter = 0x33,
    /// <summary><c>scatteradd</c>.</summary>
    ScatterAdd = 0x34,
    /// <summary><c>matmul</c>.</summary>
    MatMul = 0x40,
    /// <summary><c>conv</c>.</summary>
    Conv = 0x41,
    /// <summary><c>dwconv</c>.</summary>
    DepthwiseConv = 0x42,
    /// <summary><c>gmatmul</c>.</summary>
    GroupedMatMul = 0x43,
    /// <summary><c>array</c>.</summary>
    ConfigureArray = 0x48,
    /// <summary><c>drain</c>.</summary>
    DrainSums = 0x49,
    /// <summary><c>vunary</c>.</summary>
    Unary = 0x50,
    /// <summary><c>vbinary</c>.</summary>
    Binary = 0x51,
    /// <summary><c>vcompare</c>.</summary>
    Compare = 0x52,
    /// <summary><c>vselect</c>.</summary>
    Select = 0x53,
    /// <summary><c>vreduce</c>.</summary>
    Reduce = 0x54,
    /// <summary><c>vscan</c>.</summary>
    Scan = 0x55,
    /// <summary><c>vhistogram</c>.</summary>
    Histogram = 0x56,
    /// <summary><c>vtopk</c>.</summary>
    TopK = 0x57,
    /// <summary><c>vcompact</c>.</summary>
    Compact = 0x58,
    /// <summary><c>vsample</c>.</summary>
    Sample = 0x59,
    /// <summary><c>vlut</c>.</summary>
    Lookup = 0x5A,
    /// <summary><c>vrequant</c>.</summary>
    Requantize = 0x5B,
    /// <summary><c>vconvert</c>.</summary>
    Convert = 0x5C,
    /// <summary><c>vquantize</c>.</summary>
    Quantize = 0x5D,
    /// <summary><c>vdequantize</c>.</summary>
    Dequantize = 0x5E,
    /// <summary><c>vpool</c>.</summary>
    Pool = 0x5F,
    /// <summary><c>vsoftmax</c>.</summary>
    Softmax = 0x60,
    /// <summary><c>vqadd</c>.</summary>
    QuantizedAdd = 0x61,
    /// <summary><c>vrandom</c>.</summary>
    RandomFill = 0x62,
}
