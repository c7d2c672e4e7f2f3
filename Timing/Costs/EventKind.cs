using System.Runtime.CompilerServices;

namespace AccelEmu.Timing;

/// <summary>What is counted. Events know nothing of cycles or energy; tables turn them into both.</summary>
public enum EventKind : byte
{
    /// <summary>Words issued by control: retired, queued or skipped.</summary>
    Instructions = 0,
    /// <summary>Words skipped because their predicate did not hold; also counted as instructions.</summary>
    Skipped = 1,
    /// <summary>Multiply-accumulates of integers of at most 8 bits.</summary>
    MacsInteger8 = 2,
    /// <summary>Multiply-accumulates of wider integers.</summary>
    MacsIntegerWide = 3,
    /// <summary>Multiply-accumulates of floats of at most 16 bits.</summary>
    MacsFloatNarrow = 4,
    /// <summary>Multiply-accumulates of fp32 and fp64.</summary>
    MacsFloat = 5,
    /// <summary>Array folds: times the stationary operand (or the output block) changes.</summary>
    Folds = 6,
    /// <summary>Array steps that fill: loading what stays, or the skew in front of the first product.</summary>
    FillSteps = 7,
    /// <summary>Array steps that stream operands.</summary>
    StreamSteps = 8,
    /// <summary>Array steps until the last sum has left.</summary>
    DrainSteps = 9,
    /// <summary>Changes of an array's shape or dataflow.</summary>
    Reconfigurations = 10,
    /// <summary>Elementary integer operations of the vector unit and of drains.</summary>
    IntegerOperations = 11,
    /// <summary>Elementary float operations of the vector unit and of drains.</summary>
    FloatOperations = 12,
    /// <summary>exp, log, tanh, erf, divisions and roots.</summary>
    Transcendentals = 13,
    /// <summary>32-bit lane slots the vector unit needs, one for each element and pass (two for 64-bit elements).</summary>
    LaneSlots = 14,
    /// <summary>Bytes read from DRAM.</summary>
    DramRead = 15,
    /// <summary>Bytes written to DRAM.</summary>
    DramWritten = 16,
    /// <summary>Bytes read from scratchpads.</summary>
    ScratchpadRead = 17,
    /// <summary>Bytes written to scratchpads.</summary>
    ScratchpadWritten = 18,
    /// <summary>Bytes read from accumulator memories.</summary>
    AccumulatorRead = 19,
    /// <summary>Bytes written to accumulator memories.</summary>
    AccumulatorWritten = 20,
    /// <summary>Bytes over links between cores.</summary>
    LinkBytes = 21,
    /// <summary>Bytes held back while a layout is converted before the first can leave.</summary>
    ConversionBytes = 22,
    /// <summary>Dependent vector steps, one element each: float scans, histogram updates.</summary>
    SerialSteps = 23,
}

/// <summary>One counter for each <see cref="EventKind"/>.</summary>
[InlineArray(Count)]
internal struct EventVector
{
    /// <summary>Members of <see cref="EventKind"/>.</summary>
    public const int Count = 24;

    private long first;

    /// <summary>The counter of one kind.</summary>
    public long this[EventKind kind]
    {
        readonly get => this[(int)kind];
        set => this[(int)kind] = value;
    }

    /// <summary>Multiply-accumulates of every type.</summary>
    public readonly long Macs =>
        this[EventKind.MacsInteger8] + this[EventKind.MacsIntegerWide] + this[EventKind.MacsFloatNarrow] + this[EventKind.MacsFloat];
}
