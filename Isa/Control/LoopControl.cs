using System.Runtime.CompilerServices;

namespace AccelEmu.Isa;

/// <summary>Hardware loops and calls. Only loops begun since the last call are active: a callee cannot end its caller's loops.</summary>
internal static class LoopControl
{
    /// <summary>
    /// Where control really goes when an instruction leads to <paramref name="next"/>: reaching the end of the innermost active loop starts its next pass,
    /// or leaves it, which may in turn reach the end of the loop around it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Continue(CoreState core, int next) =>
        core.LoopDepth == 0 || core.Loops[core.LoopDepth - 1].End != next ? next : Wrap(core, next);

    /// <summary>Where the innermost active loop ends; −1 when none is active.</summary>
    public static int ActiveEnd(CoreState core)
    {
        int floor = core.CallDepth == 0 ? 0 : core.Calls[core.CallDepth - 1].LoopDepth;
        return core.LoopDepth > floor ? core.Loops[core.LoopDepth - 1].End : -1;
    }

    private static int Wrap(CoreState core, int next)
    {
        int floor = core.CallDepth == 0 ? 0 : core.Calls[core.CallDepth - 1].LoopDepth;
        while (core.LoopDepth > floor && core.Loops[core.LoopDepth - 1].End == next)
        {
            ref LoopFrame frame = ref core.Loops[core.LoopDepth - 1];
            if (frame.Remaining > 0)
            {
                frame = frame with { Remaining = frame.Remaining - 1 };
                return frame.Start;
            }
            core.LoopDepth--;
        }
        return next;
    }

    /// <summary>Begins a loop whose body follows the instruction; no trips: goes to <paramref name="end"/>.</summary>
    public static bool TryEnter(CoreState core, long trips, int end, ref int next)
    {
        if (trips <= 0)
        {
            next = end;
            return true;
        }
        if (core.LoopDepth == CoreState.MaxLoops)
        {
            return TooDeep(core, "loop", CoreState.MaxLoops);
        }
        core.Loops[core.LoopDepth++] = new LoopFrame(next, end, trips - 1);
        return true;
    }

    public static bool TryCall(CoreState core, string mnemonic, int target, ref int next)
    {
        if (core.CallDepth == CoreState.MaxCalls)
        {
            return TooDeep(core, mnemonic, CoreState.MaxCalls);
        }
        core.Calls[core.CallDepth++] = new CallFrame(next, core.LoopDepth);
        next = target;
        return true;
    }

    public static bool TryReturn(CoreState core, ref int next)
    {
        if (core.CallDepth == 0)
        {
            return core.Raise(TrapKind.ControlFlow, "ret", "depth", "0", "inside a call");
        }
        CallFrame frame = core.Calls[--core.CallDepth];
        core.LoopDepth = frame.LoopDepth;
        next = frame.ReturnTo;
        return true;
    }

    private static bool TooDeep(CoreState core, string mnemonic, int most) =>
        core.Raise(TrapKind.ControlFlow, mnemonic, "depth", $"{most + 1}", $"1..{most}");
}
