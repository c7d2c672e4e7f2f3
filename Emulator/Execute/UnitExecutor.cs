using System;
using System.Diagnostics;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>
/// Executes one unit instruction: resolves its descriptors to tiles, checks everything that can be wrong, then computes. A trap leaves
/// no trace in memory. One Visit for each instruction; a new instruction does not build before it has one.
/// </summary>
internal ref partial struct UnitExecutor : IInstructionVisitor
{
    private readonly MachineState machine;
    private readonly CoreResources own;
    private readonly CoreState core;
    private readonly InstructionHeader header;
    private readonly MachineWord word;
    private bool ready;
    private TrapKind numericsFault;

    /// <summary>Prepares for one instruction of a core.</summary>
    public UnitExecutor(MachineState machine, CoreState core, in InstructionHeader header, MachineWord word)
    {
        this.machine = machine;
        this.core = core;
        this.header = header;
        this.word = word;
        own = machine.Cores[core.Index];
        numericsFault = TrapKind.BadOperand;
    }

    /// <summary>Executes; false with the trap in the core, or with the machine's work budget exhausted.</summary>
    public bool Execute()
    {
        machine.Accesses.Clear();
        machine.ForgetObservations();
        try
        {
            return InstructionSet.Dispatch(word, ref this) && ready;
        }
        catch (NumericsException e)
        {
            return FailAsDescribed(e.Message);
        }
    }

    /// <summary>A trap from a message of the form "operand: value; legal range".</summary>
    private readonly bool FailAsDescribed(string message)
    {
        int name = message.IndexOf(": ", StringComparison.Ordinal);
        int legal = message.IndexOf("; ", StringComparison.Ordinal);
        return name > 0 && legal > name
            ? Fail(numericsFault, message[..name], message[(name + 2)..legal], message[(legal + 2)..].Replace("legal: ", "", StringComparison.Ordinal))
            : Fail(numericsFault, "operands", "as they are", message);
    }

    private readonly string Mnemonic => InstructionSet.Find(header.Opcode)?.Mnemonic ?? "?";

    private readonly bool Fail(TrapKind kind, string field, long value, string legal) => core.Raise(kind, Mnemonic, field, $"{value}", legal);

    private readonly bool Fail(TrapKind kind, string field, string value, string legal) => core.Raise(kind, Mnemonic, field, value, legal);

    /// <summary>The last check before an instruction computes: operands do not share bytes and the work is affordable.</summary>
    /// <param name="elementwise">Whether a result may replace an operand in place.</param>
    /// <param name="work">Element operations: multiply-accumulates of matrix instructions, elements of others.</param>
    private bool Begin(bool elementwise, long work)
    {
        OperandAccesses accesses = machine.Accesses;
        if (accesses.TryFindOverlap(elementwise, out int written, out int other))
        {
            return Fail(TrapKind.BadOperand, accesses[written].Name, accesses[written].Bytes.Address,
                $"bytes that {accesses[other].Name} does not use{(elementwise ? ", or exactly its tile" : "")}");
        }
        for (int i = 0; i < accesses.Count; i++)
        {
            work = work > long.MaxValue - accesses[i].Traffic ? long.MaxValue : work + accesses[i].Traffic;
        }
        if (work > machine.WorkBudget)
        {
            machine.Interrupted = true;
            machine.WorkExhausted = true;
            return false;
        }
        machine.WorkBudget -= work;
        for (int i = 0; i < accesses.Count; i++)
        {
            ref OperandAccess access = ref accesses[i];
            if (access.Write && !access.StaysZero && !access.IsLazy)
            {
                access.Memory.Touch(access.Bytes.Address, access.Bytes.Span);
            }
        }
        ready = true;
        return true;
    }

    private static long Multiply(long a, long b) => a != 0 && b > long.MaxValue / a ? long.MaxValue : a * b;

    [StackTraceHidden]
    private static void NotForUnits() => throw new UnreachableException("control instructions are executed by the control interpreter");
}
