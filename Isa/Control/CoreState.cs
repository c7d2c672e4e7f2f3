using System;

namespace AccelEmu.Isa;

/// <summary>Architectural control state of one core: what a save holds besides memories and semaphores.</summary>
public sealed class CoreState
{
    /// <summary>Deepest nesting of hardware loops.</summary>
    public const int MaxLoops = 8;
    /// <summary>Deepest nesting of calls.</summary>
    public const int MaxCalls = 16;

    /// <summary>Number of the core in its program and machine.</summary>
    public int Index;
    /// <summary>Next instruction, in words.</summary>
    public int ProgramCounter;
    /// <summary>True after <c>halt</c>.</summary>
    public bool Halted;
    /// <summary>Scalar registers.</summary>
    public readonly long[] Registers = new long[RegisterId.Count];
    /// <summary>Predicates, one bit each; bit 0 is always set.</summary>
    public ushort Predicates = 1;
    /// <summary>Descriptors.</summary>
    public readonly Descriptor[] Descriptors = new Descriptor[DescriptorId.Count];
    /// <summary>Active loops, outermost first.</summary>
    public readonly LoopFrame[] Loops = new LoopFrame[MaxLoops];
    /// <summary>Active loops in <see cref="Loops"/>.</summary>
    public int LoopDepth;
    /// <summary>Return positions and the loop depth of their callers, outermost first.</summary>
    public readonly CallFrame[] Calls = new CallFrame[MaxCalls];
    /// <summary>Active calls in <see cref="Calls"/>.</summary>
    public int CallDepth;
    /// <summary>Event counters, by <see cref="EventCounter"/>.</summary>
    public readonly long[] Counters = new long[5];
    /// <summary>The trap that stopped the core, or null.</summary>
    public Trap? Trap;
    /// <summary>Code of the last <c>yield</c>.</summary>
    public uint YieldCode;
    /// <summary>Buffer of the last <c>yield</c>, or null.</summary>
    public DescriptorId? YieldBuffer;

    /// <summary>Back to power-on, starting at <paramref name="entry"/>.</summary>
    public void Reset(int entry)
    {
        ProgramCounter = entry;
        Halted = false;
        Array.Clear(Registers);
        Predicates = 1;
        Array.Clear(Descriptors);
        LoopDepth = 0;
        CallDepth = 0;
        Array.Clear(Counters);
        Trap = null;
        YieldCode = 0;
        YieldBuffer = null;
    }

    /// <summary>Records a trap of the instruction at the program counter.</summary>
    /// <param name="kind">What.</param>
    /// <param name="mnemonic">Instruction.</param>
    /// <param name="field">Operand or field.</param>
    /// <param name="value">Offending value.</param>
    /// <param name="legal">Legal range or rule.</param>
    /// <returns>False, so that a host can return it.</returns>
    public bool Raise(TrapKind kind, string mnemonic, string field, string value, string legal)
    {
        Trap = new Trap(kind, Index, ProgramCounter, mnemonic, field, value, legal);
        return false;
    }

    /// <summary>Records the trap of an operand whose descriptor cannot be used.</summary>
    /// <param name="mnemonic">Instruction.</param>
    /// <param name="operand">Operand's name; the field is reported as <c>operand.field</c>.</param>
    /// <param name="fault">What is wrong.</param>
    /// <returns>False, so that a host can return it.</returns>
    public bool Raise(string mnemonic, string operand, in DescriptorFault fault) =>
        Raise(fault.Kind, mnemonic, $"{operand}.{fault.Field}", $"{fault.Value}", fault.Legal);
}

/// <summary>One active hardware loop: the body is [Start, End), Remaining passes follow the current one.</summary>
/// <param name="Start">First instruction of the body.</param>
/// <param name="End">First instruction behind it.</param>
/// <param name="Remaining">Passes after the current one.</param>
public readonly record struct LoopFrame(int Start, int End, long Remaining);

/// <summary>One active call.</summary>
/// <param name="ReturnTo">Instruction behind the call.</param>
/// <param name="LoopDepth">Loops active in the caller: a callee's own loops end with it.</param>
public readonly record struct CallFrame(int ReturnTo, int LoopDepth);
