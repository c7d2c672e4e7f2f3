using System;
using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Compiler;

/// <summary>
/// Finds where code repeats: passes of equal shapes whose addresses grow by the same amounts from pass to pass. Distances between nodes of
/// equal shape or address suggest the periods, so that the work is about linear in the number of nodes.
/// </summary>
internal sealed class RepeatSearch(IReadOnlyList<CodeNode> nodes, int depth)
{
    // Ping-pong buffers and tokens that alternate make the period a small multiple of the distance of equal shapes.
    private const int Occurrences = 6;
    private const int Periods = 40;
    private const long LeastSaving = 2;

    private readonly int[] following = new int[nodes.Count];
    private readonly int[] wordsBefore = new int[nodes.Count + 1];
    private readonly List<Repeat> found = [];

    /// <summary>Repeats, which may overlap; the largest saving first.</summary>
    /// <param name="nodes">Code.</param>
    /// <param name="depth">Loops around it.</param>
    public static List<Repeat> Find(IReadOnlyList<CodeNode> nodes, int depth)
    {
        RepeatSearch search = new(nodes, depth);
        foreach (int period in search.LikelyPeriods())
        {
            search.Scan(period);
        }
        search.found.Sort((a, b) => a.Saving != b.Saving ? b.Saving.CompareTo(a.Saving) : a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Period.CompareTo(b.Period));
        return search.found;
    }

    private int[] LikelyPeriods()
    {
        Dictionary<int, int> last = [];
        Dictionary<int, long> votes = [];
        Dictionary<int, int> lastOperand = [];
        SequenceNumbers operands = new();
        int[] previous = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            wordsBefore[i + 1] = wordsBefore[i] + nodes[i].Words;
            previous[i] = last.GetValueOrDefault(nodes[i].Shape, -1);
            last[nodes[i].Shape] = i;
            following[i] = int.MaxValue;
            if (previous[i] >= 0)
            {
                following[previous[i]] = i - previous[i];
            }
            int at = previous[i];
            for (int k = 0; k < Occurrences && at >= 0; k++, at = previous[at])
            {
                Vote(i - at);
            }
            if (nodes[i] is CodeStep step)
            {
                VoteByOperands(step, i);
            }
        }
        return [.. votes.Where(v => 2 * v.Key <= nodes.Count).OrderByDescending(v => v.Value).ThenBy(v => v.Key).Take(Periods).Select(v => v.Key)];

        void Vote(int distance) => votes[distance] = votes.GetValueOrDefault(distance) + distance;

        // Where many steps have one shape, buffers that come back show the period.
        void VoteByOperands(CodeStep step, int i)
        {
            for (int k = 0, at = 0; k < step.Instruction.Operands.Length; k++)
            {
                int length = step.Instruction.Operands[k].Addresses.Length;
                int key = operands.Of([step.Form, k, .. step.Addresses.AsSpan(at, length)]);
                at += length;
                if (lastOperand.TryGetValue(key, out int before))
                {
                    Vote(i - before);
                }
                lastOperand[key] = i;
            }
        }
    }

    private void Scan(int period)
    {
        int start = 0, end = nodes.Count - period;
        for (int i = 0; i < end; i++)
        {
            if (nodes[i].Shape != nodes[i + period].Shape)
            {
                Report(start, i, period);
                start = i + 1;
            }
            else if (i - period >= start && !GrowsEvenly(i - period, period))
            {
                Report(start, i, period);
                start = i - period + 1;
            }
        }
        Report(start, end, period);
    }

    private bool GrowsEvenly(int i, int period)
    {
        long[] a = nodes[i].Addresses, b = nodes[i + period].Addresses, c = nodes[i + (2 * period)].Addresses;
        for (int k = 0; k < a.Length; k++)
        {
            if (b[k] - a[k] != c[k] - b[k])
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Nodes [start, end) equal those one period later.</summary>
    private void Report(int start, int end, int period)
    {
        int count = ((end - start) / period) + 1;
        if (end - start < period)
        {
            return;
        }
        // A body begins best where an outer loop does something: at the node that is rarest.
        int slack = (end - start) % period, best = start;
        for (int i = start; i <= start + slack; i++)
        {
            best = following[i] > following[best] ? i : best;
        }
        int words = wordsBefore[best + period] - wordsBefore[best];
        long saving = ((count - 1L) * words) - 1 + LoopGrowth.Saving(nodes, best, period, count, depth);
        if (saving >= LeastSaving)
        {
            found.Add(new Repeat(best, period, count, saving));
        }
    }
}
