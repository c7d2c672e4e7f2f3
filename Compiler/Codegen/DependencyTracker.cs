using System;
using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>
/// Puts tokens on instructions so that every pair of conflicting accesses of different units is ordered. Instructions come in one
/// global order that is a legal execution of all cores; each waits for the latest conflicting instruction of every other unit
/// unless an earlier wait already implies it (vector clocks).
/// </summary>
/// <remarks>
/// Waits of one unit for another have strictly increasing targets, so the n-th wait meets the n-th signal without bookkeeping, and as all
/// tokens point backwards in the global order there is no deadlock.
/// </remarks>
internal sealed class DependencyTracker(int cores)
{
    private const int UnitsPerCore = 5;

    private readonly List<(int Sequence, Access Access)>?[,] history = new List<(int, Access)>?[cores * UnitsPerCore, 1 + (2 * cores)];
    private readonly List<Instruction>[] issued = Fill<List<Instruction>>(cores * UnitsPerCore, () => []);
    private readonly List<int[]>[] completed = Fill<List<int[]>>(cores * UnitsPerCore, () => []);
    private readonly int[][] clocks = Fill(cores * UnitsPerCore, () => NewClock(cores));
    private readonly Dictionary<(int Producer, int Consumer), SemaphoreId> semaphores = [];
    private readonly int[] used = new int[cores];

    /// <summary>Semaphores in order of their first use.</summary>
    public List<SemaphoreDeclaration> Declarations { get; } = [];

    /// <summary>Orders an instruction behind everything it conflicts with.</summary>
    public void Issue(int core, Instruction instruction, ReadOnlySpan<Access> accesses)
    {
        int unit = (core * UnitsPerCore) + (int)instruction.Unit;
        int[] clock = clocks[unit];
        // A queue entry exists only after control has issued it: what control has seen by then, the unit has seen too.
        Join(clock, clocks[core * UnitsPerCore]);
        Span<int> needs = stackalloc int[clock.Length];
        for (int other = 0; other < needs.Length; other++)
        {
            needs[other] = other == unit ? -1 : LatestConflict(other, clock[other], accesses);
        }
        for (int other = 0; other < needs.Length; other++)
        {
            if (needs[other] >= 0 && !Implied(needs, other))
            {
                SemaphoreId semaphore = Semaphore(other, unit);
                issued[other][needs[other]].Signals.Add(semaphore);
                instruction.Waits.Add(semaphore);
            }
        }
        for (int other = 0; other < needs.Length; other++)
        {
            if (needs[other] >= 0)
            {
                Join(clock, completed[other][needs[other]]);
            }
        }
        int sequence = issued[unit].Count;
        clock[unit] = sequence;
        issued[unit].Add(instruction);
        completed[unit].Add([.. clock]);
        foreach (Access access in accesses)
        {
            (history[unit, access.Memory] ??= []).Add((sequence, access));
        }
    }

    private int LatestConflict(int other, int known, ReadOnlySpan<Access> accesses)
    {
        int latest = -1;
        foreach (Access access in accesses)
        {
            List<(int Sequence, Access Access)>? past = history[other, access.Memory];
            for (int i = (past?.Count ?? 0) - 1; i >= 0 && past![i].Sequence > Math.Max(known, latest); i--)
            {
                if (access.Conflicts(past[i].Access))
                {
                    latest = past[i].Sequence;
                    break;
                }
            }
        }
        return latest;
    }

    private bool Implied(ReadOnlySpan<int> needs, int candidate)
    {
        for (int other = 0; other < needs.Length; other++)
        {
            if (other != candidate && needs[other] >= 0 && completed[other][needs[other]][candidate] >= needs[candidate])
            {
                return true;
            }
        }
        return false;
    }

    private SemaphoreId Semaphore(int producer, int consumer)
    {
        if (semaphores.TryGetValue((producer, consumer), out SemaphoreId known))
        {
            return known;
        }
        int from = producer / UnitsPerCore, to = consumer / UnitsPerCore;
        // A remote semaphore has one number on both cores.
        int index = Math.Max(used[from], used[to]) + 1;
        if (index > byte.MaxValue)
        {
            throw new CompileException("compile.semaphores", "program", $"needs more than {byte.MaxValue} semaphores on core {to}; use fewer cores");
        }
        used[from] = used[to] = index;
        SemaphoreId id = new((byte)index);
        UnitId source = new((UnitKind)(producer % UnitsPerCore), 0), target = new((UnitKind)(consumer % UnitsPerCore), 0);
        string name = from == to ? $"{source}_{target}" : $"{source}_c{from}_{target}_c{to}";
        Declarations.Add(new SemaphoreDeclaration(id, name, from, source, to, target));
        semaphores.Add((producer, consumer), id);
        return id;
    }

    private static void Join(int[] clock, int[] seen)
    {
        for (int i = 0; i < clock.Length; i++)
        {
            clock[i] = Math.Max(clock[i], seen[i]);
        }
    }

    private static int[] NewClock(int cores)
    {
        int[] clock = new int[cores * UnitsPerCore];
        Array.Fill(clock, -1);
        return clock;
    }

    private static T[] Fill<T>(int count, Func<T> make)
    {
        T[] items = new T[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = make();
        }
        return items;
    }
}
