namespace AccelEmu.Isa;

/// <summary>Memory spaces. The numbers are part of the encoding.</summary>
public enum Space : byte
{
    /// <summary>Memory shared by all cores; 40-bit addresses.</summary>
    Dram = 0,
    /// <summary>A core's operand memory.</summary>
    Scratchpad = 1,
    /// <summary>A core's memory of sums: lanes of int32, int64 or fp32.</summary>
    Accumulator = 2,
}

/// <summary>Kinds of unit. Each has an in-order queue; control is the core's own instruction stream.</summary>
public enum UnitKind : byte
{
    /// <summary>Scalar control.</summary>
    Control = 0,
    /// <summary>DMA queue for loads (move instructions, instance 0).</summary>
    Load = 1,
    /// <summary>DMA queue for stores (move instructions, instance 1).</summary>
    Store = 2,
    /// <summary>Matrix arrays.</summary>
    Matrix = 3,
    /// <summary>Vector unit.</summary>
    Vector = 4,
}

/// <summary>The class of an instruction decides which unit its instance number selects.</summary>
public enum InstructionClass : byte
{
    /// <summary>Executed at issue by the control unit.</summary>
    Control = 0,
    /// <summary>Writes descriptors; executed at issue by the control unit.</summary>
    Descriptor = 1,
    /// <summary>DMA: instance 0 is the load queue, instance 1 the store queue.</summary>
    Move = 2,
    /// <summary>Matrix arrays, by instance.</summary>
    Matrix = 3,
    /// <summary>Vector units, by instance.</summary>
    Vector = 4,
    /// <summary>Waits and signals only, on the unit it names.</summary>
    Sync = 5,
}

/// <summary>Scalar arithmetic on 64-bit registers. Numbers are part of the encoding.</summary>
public enum AluOperation : byte
{
    /// <summary>a + b, wrapping.</summary>
    Add = 0,
    /// <summary>a − b, wrapping.</summary>
    Sub = 1,
    /// <summary>a · b, wrapping.</summary>
    Mul = 2,
    /// <summary>a / b towards zero; x/0 = −1, MIN/−1 = MIN.</summary>
    Div = 3,
    /// <summary>a − (a/b)·b; x mod 0 = x.</summary>
    Rem = 4,
    /// <summary>a and b.</summary>
    And = 5,
    /// <summary>a or b.</summary>
    Or = 6,
    /// <summary>a xor b.</summary>
    Xor = 7,
    /// <summary>a &lt;&lt; (b mod 64).</summary>
    Shl = 8,
    /// <summary>Logical a &gt;&gt; (b mod 64).</summary>
    Shr = 9,
    /// <summary>Arithmetic a &gt;&gt; (b mod 64).</summary>
    Sar = 10,
    /// <summary>Signed minimum.</summary>
    Min = 11,
    /// <summary>Signed maximum.</summary>
    Max = 12,
}

/// <summary>Combinations of two predicates.</summary>
public enum PredicateOperation : byte
{
    /// <summary>a and b.</summary>
    And = 0,
    /// <summary>a or b.</summary>
    Or = 1,
    /// <summary>a xor b.</summary>
    Xor = 2,
    /// <summary>a and not b.</summary>
    AndNot = 3,
}

/// <summary>Event counters a program may read. None of them is time.</summary>
public enum EventCounter : byte
{
    /// <summary>Instructions retired by this core, this one included.</summary>
    Retired = 0,
    /// <summary>Multiply-accumulates issued to the matrix arrays of this core.</summary>
    MultiplyAccumulates = 1,
    /// <summary>Bytes read by moves of this core.</summary>
    BytesRead = 2,
    /// <summary>Bytes written by moves of this core.</summary>
    BytesWritten = 3,
    /// <summary>Instructions of this core not executed because their predicate was false.</summary>
    PredicatedOff = 4,
}

/// <summary>What happens to the sums at the end of a matrix instruction.</summary>
public enum SumsDisposition : byte
{
    /// <summary>They stay in accumulator memory.</summary>
    Keep = 0,
    /// <summary>They are drained to the output tile; their range is zero afterwards.</summary>
    Drain = 1,
}

/// <summary>What stays still in the array.</summary>
public enum Dataflow : byte
{
    /// <summary>Weights stay; activations stream.</summary>
    WeightStationary = 0,
    /// <summary>Sums stay; both operands stream.</summary>
    OutputStationary = 1,
    /// <summary>Activations stay; weights stream.</summary>
    InputStationary = 2,
}
