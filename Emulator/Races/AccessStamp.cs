namespace AccelEmu.Emulator;

/// <summary>Who accessed, and when on its own clock.</summary>
/// <param name="Agent">Core and unit as one number; −1 = nobody.</param>
/// <param name="ProgramCounter">Instruction.</param>
/// <param name="Clock">Instructions the agent had started, this one included.</param>
internal readonly record struct AccessStamp(int Agent, int ProgramCounter, long Clock)
{
    /// <summary>No access yet.</summary>
    public static AccessStamp None => new(-1, 0, 0);
}

/// <summary>Readers since the last write, newest first, one for each agent; shared between segments, so never changed.</summary>
internal sealed record ReaderList(AccessStamp Stamp, ReaderList? Next)
{
    /// <summary>This list with an agent's newest read: an earlier one of the same agent is ordered before it and can be forgotten.</summary>
    public static ReaderList With(ReaderList? list, AccessStamp stamp)
    {
        if (list is not null && list.Stamp == stamp)
        {
            return list;
        }
        return new ReaderList(stamp, Without(list, stamp.Agent));
    }

    private static ReaderList? Without(ReaderList? list, int agent)
    {
        if (list is null)
        {
            return null;
        }
        if (list.Stamp.Agent == agent)
        {
            return list.Next;
        }
        ReaderList? rest = Without(list.Next, agent);
        return ReferenceEquals(rest, list.Next) ? list : new ReaderList(list.Stamp, rest);
    }
}
