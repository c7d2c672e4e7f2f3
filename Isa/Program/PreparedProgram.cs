using System.Collections.Immutable;

namespace AccelEmu.Isa;

/// <summary>A program that is known to be legal, predecoded for the control interpreter. Immutable; may be shared by threads and machines.</summary>
public sealed class PreparedProgram
{
    private readonly PreparedCore[] cores;

    private PreparedProgram(MachineProgram program)
    {
        Program = program;
        cores = new PreparedCore[program.Code.Length];
        for (int core = 0; core < cores.Length; core++)
        {
            cores[core] = new PreparedCore(program.Code[core]);
        }
    }

    /// <summary>The program as it was given.</summary>
    public MachineProgram Program { get; }

    /// <summary>Cores the program has code for.</summary>
    public int Cores => cores.Length;

    /// <summary>Validates and predecodes <paramref name="program"/>.</summary>
    /// <param name="program">Any program, also one from an untrusted file.</param>
    /// <param name="machine">When given, the machine must have the features, capacities, cores and unit instances the program uses.</param>
    /// <exception cref="IsaException">The program is not legal, or the machine lacks something: code, core, pc, field, value and legal range.</exception>
    public static PreparedProgram Create(MachineProgram program, MachineConfig? machine = null)
    {
        ProgramValidator.Validate(program);
        if (machine is not null)
        {
            MachineFit.Check(program, machine);
        }
        return new PreparedProgram(program);
    }

    /// <summary>A core at power-on, at its entry.</summary>
    public CoreState CreateCore(int core)
    {
        CoreState state = new() { Index = core };
        state.Reset(Program.Entries[core]);
        return state;
    }

    /// <summary>The code of a core.</summary>
    public ImmutableArray<MachineWord> Code(int core) => Program.Code[core];

    /// <summary>The mnemonic at a position; a fetch behind the code has none.</summary>
    public string Mnemonic(int core, int position) =>
        (uint)position < (uint)Program.Code[core].Length ? InstructionSet.Find(InstructionHeader.Decode(Program.Code[core][position]).Opcode)!.Mnemonic : "fetch";

    /// <summary>Predecoded code of a core.</summary>
    internal PreparedCore this[int core] => cores[core];
}

/// <summary>Predecoded code of one core.</summary>
internal sealed class PreparedCore
{
    public PreparedCore(ImmutableArray<MachineWord> code)
    {
        Words = [.. code];
        Ops = new ControlOp[Words.Length + 1];
        for (int i = 0; i < Words.Length; i++)
        {
            Ops[i] = Predecoder.Decode(Words[i]);
        }
        Ops[^1] = new ControlOp(ControlOpKind.Fetch);
    }

    public MachineWord[] Words { get; }

    /// <summary>One for each word, and <see cref="ControlOpKind.Fetch"/> behind them.</summary>
    public ControlOp[] Ops { get; }
}
