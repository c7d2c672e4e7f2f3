using System;
using System.IO;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Architecture.Tests;

/// <summary>Errors of programs, assembly text, program files and traces.</summary>
internal static class IsaCases
{
    public static MachineConfig Machine(int cores = 1) => new()
    {
        Name = "small",
        ClockHertz = 1e9,
        Cores = cores,
        Dram = new MemoryConfig(1L << 28, 8, 100),
        Scratchpad = new MemoryConfig(1 << 16, 64, 1),
        Accumulator = new MemoryConfig(1 << 14, 64, 1),
        Arrays = [new ArrayConfig(16, 16, Dataflow.WeightStationary)],
        Vector = new VectorConfig(16, 4, 8),
        Formats = [SparseFormat.Dense],
    };

    public static readonly ErrorCase[] All =
    [
        Illegal("isa.core", Program() with { Code = [] }, "cores = 0", "1 or more"),
        Illegal("isa.code", Program() with { Code = [[]] }, "words = 0", "1.."),
        Illegal("isa.length", Program(Halt) with { Entries = [] }, "entries = 0", "1, one for each core"),
        Illegal("isa.range", Program(Halt) with { DramBytes = -5 }, "-5", "0.."),
        Illegal("isa.enum", Program(Halt) with { Templates = [default] }, "template 0: kind = 0", "tile, conv, drain"),
        Illegal("isa.binding", Program(Halt) with { Bindings = [Binding, Binding] }, "name = x", "a name no other binding has"),
        Illegal("isa.symbol", Program(Halt) with { Symbols = [new ProgramSymbol("end", 0, 9)] }, "symbol end: position = 9", "0..1"),
        Illegal("isa.opcode", Program(new MachineWord(0xEE, 0)), "pc 0: opcode = 0xee", "the number of an instruction"),
        Illegal("isa.reserved", Program(Halt with { High = 1 }), "bit 64", "0: reserved"),
        Illegal("isa.instance", Program(InstructionSet.Encode(new Move(default, default), new InstructionHeader(default, Instance: 5))), "instance = 5", "0..1"),
        Illegal("isa.semaphore", Program(InstructionSet.Encode(new Halt(), new InstructionHeader(default, Wait0: new SemaphoreId(7)))), "s7", "a semaphore declared on core 0"),
        Illegal("isa.target", Program(InstructionSet.Encode(new Jump(new CodeAddress(9)))), "target = 9", "legal: "),
        Illegal("isa.loop", Program(InstructionSet.Encode(new Loop(null, 2, new CodeAddress(1)))), "end = 1", "2.."),
        Illegal("isa.operand", Program(InstructionSet.Encode(new DescriptorLoad(default, 3))), "template = 3", "none: the program has none"),
        new("isa.invalid", () => throw new IsaException("made without a code")),
        Unfit("machine.cores", Program(Halt) with { Code = [[Halt], [Halt]], Entries = [0, 0] }, "2 needed", "at most 1"),
        Unfit("machine.feature", Program(Halt) with { Features = ["format:bitmask"] }, "format:bitmask", "choose another machine"),
        Unfit("machine.memory", Program(Halt) with { ScratchpadBytes = 1 << 20 }, "scratchpad = 1048576 bytes needed", "at most 65536"),
        Unfit("machine.instance", Program(InstructionSet.Encode(new MatMul(default, default, default), new InstructionHeader(default, Instance: 3))), "mx3", "0..0"),
        Unfit("machine.array", Program(InstructionSet.Encode(new ConfigureArray(8, 32))), "8×32", "legal: "),
        Text("asm.character", "halt $", "U+0024", "names, numbers"),
        Text("asm.data", ".i8 1", ".i8", "write .data address before it"),
        Text("asm.depth", "li r1, " + new string('(', 1000), "levels"),
        Text("asm.directive", ".nonsense", "'.nonsense'", ".template"),
        Text("asm.division", "li r1, 1 / 0", "division by zero", "legal: "),
        Text("asm.duplicate", "a: halt\na: halt", "'a' is defined twice"),
        Text("asm.enum", "alu plus, r1, r2, r3", "'plus'", "add, sub"),
        Text("asm.escape", ".name \"\\q\"", "\\q", "\\n \\t"),
        Text("asm.field", "dset d1.nothing, 3", "'nothing'", "manual"),
        Text("asm.include", ".include \"x\"", "'x'", "check the name"),
        Text("asm.kind", ".template t thing", "'thing'", "tile, conv, drain"),
        Text("asm.mnemonic", "nonsense r1", "'nonsense'", "halt"),
        Text("asm.number", ".data 0\n.hex \"0g\"", "two digits 0-9 a-f"),
        Text("asm.operand", "li r99, 1", "'r99'", "r0..r31"),
        Text("asm.range", "trap 65536", "65536", "0..65535"),
        Text("asm.semaphore", "halt wait=nobody", "'nobody'", "s1..s255"),
        Text("asm.syntax", "li r1, 1 +", "legal: "),
        Text("asm.text", ".name \"open", "no closing quote"),
        Text("asm.unit", "matmul.vx0 d0, d1, d2", "'vx0'", "mx0"),
        Text("asm.unknown", "jump nowhere", "'nowhere'", "define it"),
        new("asm.errors", () => Code(() => Assembler.Assemble("what"), "asm.errors"), "what"),
        new("file.corrupt", () => ProgramFile.Load(new byte[3]), "length = 3", "16 or more"),
        new("trace.corrupt", () => RetireTrace.Load(new byte[3]), "length = 3", "16 or more"),
        new("trace.truncated", () =>
        {
            RetireTrace trace = new(TraceLevel.L0, 1);
            trace.Cores[0].Scalars.Byte(0x80);
            RetireTrace.Load(trace.Save()).WriteText(TextWriter.Null);
        }, "position = 1", "0..0", "record the trace again"),
    ];

    private static MachineWord Halt => InstructionSet.Encode(new Halt());

    private static TensorBinding Binding => new("x", false, DType.I8, [0], 0, [], []);

    private static MachineProgram Program(params MachineWord[] words) => new() { Code = [[.. words]], Entries = [0] };

    private static ErrorCase Illegal(string code, MachineProgram program, params string[] says) => new(code, () => PreparedProgram.Create(program), says);

    private static ErrorCase Unfit(string code, MachineProgram program, params string[] says) => new(code, () => PreparedProgram.Create(program, Machine()), ["machine small", .. says]);

    private static ErrorCase Text(string code, string text, params string[] says) => new(code, () => Assembler.Assemble(text, "f.s"), ["f.s(", .. says]);

    /// <summary>Shows the code of the whole where that of its first part would count.</summary>
    private static void Code(Action action, string code)
    {
        try
        {
            action();
        }
        catch (IsaException e) when (e.Code == code)
        {
            throw new IsaException(e.Code, e.Message);
        }
    }
}
