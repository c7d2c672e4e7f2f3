using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>One unit of the scoreboard: its queue, its clock and what it did so far.</summary>
internal sealed class UnitClock(int core, UnitId unit)
{
    /// <summary>Core it belongs to.</summary>
    public int Core => core;
    /// <summary>Which unit.</summary>
    public UnitId Unit => unit;
    /// <summary>Instructions in program order.</summary>
    public WorkQueue Queue { get; } = new();
    /// <summary>When control put each of them into the queue; one entry for each instruction issued and not started.</summary>
    public TimeQueue Issues { get; } = new();
    /// <summary>When the unit is free.</summary>
    public long Free { get; set; }
    /// <summary>Busy cycles.</summary>
    public long Busy { get; set; }
    /// <summary>Instructions executed.</summary>
    public long Instructions { get; set; }
    /// <summary>Sum over instructions of the cycles between issue and the unit being free for it.</summary>
    public long Queued { get; set; }
    /// <summary>Cycles it stood still, by cause.</summary>
    public StallVector Stalls;
    /// <summary>True while it is in the scoreboard's list of units to look at.</summary>
    public bool Listed { get; set; }
    /// <summary>True while its next instruction waits only for a DRAM channel.</summary>
    public bool AtDram { get; set; }
    /// <summary>When the instruction at a DRAM channel asked for it.</summary>
    public long DramRequest { get; set; }

    /// <summary>Back to cycle 0 with nothing queued.</summary>
    public void Reset()
    {
        Queue.Clear();
        Issues.Clear();
        Free = Busy = Instructions = Queued = DramRequest = 0;
        Stalls = default;
        Listed = AtDram = false;
    }
}
