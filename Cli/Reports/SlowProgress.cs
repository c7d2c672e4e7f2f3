using System;
using System.Diagnostics;

namespace AccelEmu.Cli;

/// <summary>A line on standard error that counts what is done, for work that takes more than a second at a terminal.</summary>
internal sealed class SlowProgress(int total, string what) : IProgress<int>, IDisposable
{
    private const double QuietSeconds = 1;

    private readonly long start = Stopwatch.GetTimestamp();
    private bool shown;

    public void Report(int value)
    {
        if (!Console.IsErrorRedirected && Stopwatch.GetElapsedTime(start).TotalSeconds > QuietSeconds)
        {
            Console.Error.Write($"\r{value} of {total} {what} ");
            shown = true;
        }
    }

    /// <summary>Takes the line away again.</summary>
    public void Clear()
    {
        if (shown)
        {
            Console.Error.Write($"\r{new string(' ', 40)}\r");
            shown = false;
        }
    }

    public void Dispose() => Clear();
}
