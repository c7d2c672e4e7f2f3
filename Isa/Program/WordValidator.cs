using System.Collections.Immutable;
using System.Numerics;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Checks the words of one core: encoding, operands, targets, loops and semaphores.</summary>
internal static class WordValidator
{
    public static void Validate(MachineProgram program, int core)
    {
        ImmutableArray<MachineWord> code = program.Code[core];
        for (int pc = 0; pc < code.Length; pc++)
        {
            CheckEncoding(core, pc, code[pc]);
        }
        LoopNesting nesting = new(core, code);
        if (!nesting.IsOutside(program.Entries[core]))
        {
            throw IsaException.At("isa.target", $"core {core}", "entry", $"{program.Entries[core]}", $"0..{code.Length - 1}, outside loop bodies", core);
        }
        SemaphoreTable semaphores = new(program, core);
        for (int pc = 0; pc < code.Length; pc++)
        {
            InstructionHeader header = InstructionHeader.Decode(code[pc]);
            semaphores.Check(pc, header, ControlInterpreter.UnitOf(header, code[pc]));
            new OperandValidator(program, nesting, core, pc).Check(code[pc]);
        }
    }

    private static void CheckEncoding(int core, int pc, MachineWord word)
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        if (InstructionSet.Find(header.Opcode) is not { } info)
        {
            throw IsaException.At("isa.opcode", $"core {core} pc {pc}", "opcode", $"0x{(byte)header.Opcode:x2}", "the number of an instruction", core, pc);
        }
        if (info.Codec.FindUndefined(word) is var (field, value, legal))
        {
            throw IsaException.At("isa.enum", $"core {core} pc {pc} ({info.Mnemonic})", field, value, legal, core, pc);
        }
        MachineWord canonical = info.Codec.Canonical(word);
        if (canonical != word)
        {
            ulong low = word.Low ^ canonical.Low;
            int bit = low != 0 ? BitOperations.TrailingZeroCount(low) : 64 + BitOperations.TrailingZeroCount(word.High ^ canonical.High);
            throw IsaException.At("isa.reserved", $"core {core} pc {pc} ({info.Mnemonic})", $"bit {bit}", "1", "0: reserved", core, pc);
        }
        UnitId unit = ControlInterpreter.UnitOf(header, word);
        int instances = info.Class == InstructionClass.Move ? 2 : unit.Kind is UnitKind.Matrix or UnitKind.Vector ? 8 : 1;
        if (header.Instance >= instances)
        {
            throw IsaException.At("isa.instance", $"core {core} pc {pc} ({info.Mnemonic})", "instance", $"{header.Instance}", $"0..{instances - 1}", core, pc);
        }
    }
}

/// <summary>The semaphores one core may wait for and signal.</summary>
internal sealed class SemaphoreTable
{
    private readonly int core;
    private readonly SemaphoreDeclaration?[] byId = new SemaphoreDeclaration?[256];

    public SemaphoreTable(MachineProgram program, int core)
    {
        this.core = core;
        foreach (SemaphoreDeclaration semaphore in program.Semaphores)
        {
            if (semaphore.ProducerCore == core || semaphore.ConsumerCore == core)
            {
                byId[semaphore.Id.Index] = semaphore;
            }
        }
    }

    public void Check(int pc, in InstructionHeader header, UnitId unit)
    {
        Check(pc, header, unit, header.Wait0, true);
        Check(pc, header, unit, header.Wait1, true);
        Check(pc, header, unit, header.Signal0, false);
        Check(pc, header, unit, header.Signal1, false);
    }

    private void Check(int pc, in InstructionHeader header, UnitId unit, SemaphoreId id, bool waits)
    {
        if (id.IsNone)
        {
            return;
        }
        string place = $"core {core} pc {pc} ({InstructionSet.Find(header.Opcode)!.Mnemonic})";
        string field = waits ? "wait" : "signal";
        if (byId[id.Index] is not { } declared)
        {
            throw IsaException.At("isa.semaphore", place, field, $"{id}", $"a semaphore declared on core {core}", core, pc);
        }
        (int declaredCore, UnitId declaredUnit) = waits ? (declared.ConsumerCore, declared.Consumer) : (declared.ProducerCore, declared.Producer);
        if (declaredCore != core || declaredUnit != unit)
        {
            throw IsaException.At("isa.semaphore", place, field, $"{id} on {unit} of core {core}", $"its declared {(waits ? "consumer" : "producer")} {declaredUnit} of core {declaredCore}", core, pc);
        }
    }
}
