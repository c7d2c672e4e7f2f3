using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>Ctrl-C on a real process: exit code 130, and no file that is not whole.</summary>
public sealed partial class InterruptTests
{
    private const int Interrupt = 2;

    /// <summary>A program that never ends, of scalar instructions alone or with unit instructions.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("    sync load\n")]
    public void EndlessRun_StopsWith130_AndWritesNoFile(string unit)
    {
        SkipWithoutInterrupts();
        using TemporaryFolder folder = new();
        string program = folder.Write("t.s", $".memory dram=64 scratchpad=64 accumulator=64\n.core 0\n.entry 0\nagain:\n    alui add, r1, r1, 1\n{unit}    jump again\n");
        (int code, string output) = Interrupted("off", "run", program, "--json", "--budget", $"{long.MaxValue}", "--trace", folder["t.trace"], "--out", folder["out"]);
        Assert.Equal(ExitCodes.Cancelled, code);
        Assert.Contains("\"status\": \"cancelled\"", output, StringComparison.Ordinal);
        Assert.Equal([program], Directory.GetFileSystemEntries(folder.Root));
    }

    /// <summary>Building a model cannot be stopped by asking: the process ends nevertheless, with nothing half-written in the cache.</summary>
    [Fact]
    public void LongBuild_EndsWith130_AndKeepsNothingHalf()
    {
        SkipWithoutInterrupts();
        using TemporaryFolder folder = new();
        (int code, _) = Interrupted(folder.Root, "run", "zoo:bert-base-int8", "--repeat", "1000000");
        Assert.Equal(ExitCodes.Cancelled, code);
        Assert.Empty(Directory.GetFiles(folder.Root, ".*"));
    }

    private static void SkipWithoutInterrupts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are sent by kill");
        // A shell starts what it puts in the background with the interrupt ignored, and children inherit that.
        string? ignored = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        Assert.SkipWhen(ignored != null && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & (1ul << (Interrupt - 1))) != 0, "this process was started with interrupts ignored");
    }

    private static (int Code, string Output) Interrupted(string cache, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "AccelEmu.Cli.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[CacheFolder.Variable] = cache;
        using Process process = Process.Start(start)!;
        System.Threading.Tasks.Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        try
        {
            // Long enough for the runtime to start on a busy machine; a program that had ended by itself would give another code.
            Thread.Sleep(2000);
            if (process.HasExited)
            {
                Assert.Fail($"ended by itself: {output.Result}\n{error.Result}");
            }
            Assert.Equal(0, Kill(process.Id, Interrupt));
            Assert.True(process.WaitForExit(30_000), "still running");
            return (process.ExitCode, output.Result);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
