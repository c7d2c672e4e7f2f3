using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace AccelEmu.Cli;

/// <summary>
/// Ctrl-C and a polite kill: the first one asks whatever runs to stop, and <see cref="Grace"/> later the process ends whether it has or not; the second one
/// ends it at once. Exit code 130 either way, nothing half-written left.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Time to stop by itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] signals;
    private readonly Timer deadline;

    /// <summary>Listens until disposed.</summary>
    public Interruption()
    {
        deadline = new Timer(_ => End());
        signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];
        Token = source.Token;
    }

    /// <summary>Cancelled by the first signal of the command that runs.</summary>
    public static CancellationToken Token { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals)
        {
            signal.Dispose();
        }
        deadline.Dispose();
        Token = default;
        source.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (source.IsCancellationRequested)
        {
            End();
        }
        deadline.Change(Grace, Timeout.InfiniteTimeSpan);
        source.Cancel();
    }

    private static void End()
    {
        AtomicFile.Abandon();
        Environment.Exit(ExitCodes.Cancelled);
    }
}
