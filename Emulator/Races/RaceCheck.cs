using System;
using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Emulator;

/// <summary>
/// Vector-clock race detection over every memory. An agent is one unit of one core. Ordered are: instructions of one unit; everything
/// control did before issuing an instruction, and that instruction; the (n − initial)-th signal of a semaphore, and its n-th wait. Two
/// overlapping accesses, one of them writing, that these do not order are a race, whatever order the emulator executed them in.
/// </summary>
internal sealed class RaceCheck
{
    /// <summary>Distinct races kept; further ones are only counted.</summary>
    public const int MaxRaces = 256;

    private const int UnitsPerCore = 3 + 8 + 8;
    private const int ForgetEvery = 1 << 16;

    private readonly MachineProgram program;
    private readonly int cores;
    private readonly long[][] clocks;
    private readonly SignalHistory[] signals;
    private readonly Dictionary<MachineMemory, ShadowMemory> shadows = [];
    private readonly Dictionary<(int, int, int, int, RaceKind), int> seen = [];
    private readonly List<Race> races = [];
    private int accessesUntilForget = ForgetEvery;

    /// <summary>A check that knows nothing of what happened before.</summary>
    public RaceCheck(MachineProgram program, int cores, SemaphoreTable semaphores)
    {
        this.program = program;
        this.cores = cores;
        clocks = new long[cores * UnitsPerCore][];
        for (int i = 0; i < clocks.Length; i++)
        {
            clocks[i] = new long[clocks.Length];
        }
        signals = new SignalHistory[program.Semaphores.Length];
        for (int i = 0; i < signals.Length; i++)
        {
            signals[i] = new SignalHistory(semaphores.Signals[i]);
        }
    }

    /// <summary>Races found, each pair of instructions once.</summary>
    public IReadOnlyList<Race> Races => races;

    /// <summary>Segments of shadow memory held.</summary>
    public int Segments
    {
        get
        {
            int count = 0;
            foreach (ShadowMemory shadow in shadows.Values)
            {
                count += shadow.Segments;
            }
            return count;
        }
    }

    /// <summary>An instruction starts on its unit, behind its waits.</summary>
    public AccessStamp Start(int core, UnitId unit, int programCounter)
    {
        int agent = Agent(core, unit);
        long[] clock = clocks[agent];
        JoinControl(core, agent);
        return new AccessStamp(agent, programCounter, ++clock[agent]);
    }

    /// <summary>Wait number <paramref name="number"/> (from 1, credits included) of a semaphore is answered.</summary>
    public void Wait(int core, UnitId consumer, int semaphore, long number)
    {
        int agent = Agent(core, consumer);
        JoinControl(core, agent);
        long signal = number - program.Semaphores[semaphore].Initial;
        if (signal > 0 && signals[semaphore].At(signal) is { } known)
        {
            Join(clocks[agent], known);
        }
        signals[semaphore].DropThrough(signal);
    }

    /// <summary>A unit signals, behind everything it has done.</summary>
    public void Signal(int core, UnitId producer, int semaphore)
    {
        int agent = Agent(core, producer);
        JoinControl(core, agent);
        signals[semaphore].Add(clocks[agent]);
    }

    /// <summary>An access to [start, end) of a memory.</summary>
    public void Access(MachineMemory memory, long start, long end, bool write, AccessStamp stamp)
    {
        if (!shadows.TryGetValue(memory, out ShadowMemory? shadow))
        {
            shadows.Add(memory, shadow = new ShadowMemory(memory));
        }
        shadow.Access(this, start, end, write, stamp);
        if (--accessesUntilForget == 0)
        {
            accessesUntilForget = ForgetEvery;
            Forget();
        }
    }

    /// <summary>Drops history that no future access can race with.</summary>
    public void Forget()
    {
        foreach (ShadowMemory shadow in shadows.Values)
        {
            shadow.Forget(this);
        }
    }

    /// <summary>Compares an access with the history of the bytes it touches.</summary>
    public void Compare(MachineMemory memory, long origin, in Segment segment, bool write, AccessStamp stamp)
    {
        if (!Precedes(segment.Writer, stamp))
        {
            Report(write ? RaceKind.WriteAfterWrite : RaceKind.ReadAfterWrite, memory, origin, segment, segment.Writer, stamp);
        }
        if (!write)
        {
            return;
        }
        for (ReaderList? reader = segment.Readers; reader is not null; reader = reader.Next)
        {
            if (!Precedes(reader.Stamp, stamp))
            {
                Report(RaceKind.WriteAfterRead, memory, origin, segment, reader.Stamp, stamp);
            }
        }
    }

    /// <summary>
    /// True when every core's control unit is ordered behind the access: then so is every instruction still to be issued.
    /// </summary>
    public bool IsKnownToAll(AccessStamp stamp)
    {
        if (stamp.Agent < 0)
        {
            return true;
        }
        for (int core = 0; core < cores; core++)
        {
            if (clocks[core * UnitsPerCore][stamp.Agent] < stamp.Clock)
            {
                return false;
            }
        }
        return true;
    }

    private bool Precedes(AccessStamp earlier, AccessStamp now) => earlier.Agent < 0 || clocks[now.Agent][earlier.Agent] >= earlier.Clock;

    private void JoinControl(int core, int agent)
    {
        int control = core * UnitsPerCore;
        if (agent != control)
        {
            Join(clocks[agent], clocks[control]);
        }
    }

    private static void Join(long[] clock, long[] other)
    {
        for (int i = 0; i < clock.Length; i++)
        {
            clock[i] = Math.Max(clock[i], other[i]);
        }
    }

    private void Report(RaceKind kind, MachineMemory memory, long origin, in Segment segment, AccessStamp first, AccessStamp second)
    {
        (int, int, int, int, RaceKind) key = (first.Agent, first.ProgramCounter, second.Agent, second.ProgramCounter, kind);
        if (seen.TryGetValue(key, out int index))
        {
            // Rows of one pair arrive one by one: neighbouring ones are told as one range.
            if (races[index].End == origin + segment.Start && races[index].MemoryCore == memory.Core && races[index].Space == memory.Space)
            {
                races[index] = races[index] with { End = origin + segment.End };
            }
            return;
        }
        if (races.Count == MaxRaces)
        {
            return;
        }
        seen.Add(key, races.Count);
        races.Add(new Race(kind, memory.Space, memory.Core, origin + segment.Start, origin + segment.End, Site(first), Site(second)));
    }

    private RaceSite Site(AccessStamp stamp)
    {
        int core = stamp.Agent / UnitsPerCore;
        MachineWord word = program.Code[core][stamp.ProgramCounter];
        string mnemonic = InstructionSet.Find((Opcode)(byte)word.Low)?.Mnemonic ?? "?";
        int node = program.SourceMap.Length > core && program.SourceMap[core].Length > stamp.ProgramCounter ? program.SourceMap[core][stamp.ProgramCounter] : -1;
        return new RaceSite(core, Unit(stamp.Agent % UnitsPerCore), stamp.ProgramCounter, mnemonic, node >= 0 ? program.Nodes[node] : "");
    }

    private static int Agent(int core, UnitId unit) => (core * UnitsPerCore) + unit.Kind switch
    {
        UnitKind.Control => 0,
        UnitKind.Load => 1,
        UnitKind.Store => 2,
        UnitKind.Matrix => 3 + unit.Instance,
        _ => 11 + unit.Instance,
    };

    private static UnitId Unit(int index) => index switch
    {
        0 => new UnitId(UnitKind.Control, 0),
        1 => new UnitId(UnitKind.Load, 0),
        2 => new UnitId(UnitKind.Store, 0),
        < 11 => new UnitId(UnitKind.Matrix, (byte)(index - 3)),
        _ => new UnitId(UnitKind.Vector, (byte)(index - 11)),
    };
}
