using System;
using System.CommandLine;
using System.IO;
using AccelEmu.Compiler;
using AccelEmu.Isa;
using Spectre.Console;

namespace AccelEmu.Cli;

/// <summary>The command line: the list of commands, and what an error looks like.</summary>
public static class CommandLine
{
    /// <summary>Columns of tables that go to a file or a pipe, where no terminal says how many there are.</summary>
    private const int RedirectedWidth = 160;

    /// <summary>Parses and runs; returns one of <see cref="ExitCodes"/>.</summary>
    public static int Run(string[] args)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = RedirectedWidth;
        }
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                Console.Error.WriteLine($"error: {error.Message}");
            }
            Console.Error.WriteLine("Try 'accelemu --help' or 'accelemu COMMAND --help'.");
            return ExitCodes.Usage;
        }
        using Interruption interruption = new();
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Root() => new("AccelEmu: runs models on an emulated accelerator, bit for bit, and tells how long they take.")
    {
        RunCommand.Build(),
        EvalCommand.Build(),
        CompileCommand.Build(),
        AssembleCommand.Build(),
        DisassembleCommand.Build(),
        TraceCommand.Build(),
        ZooCommand.Build(),
        MachinesCommand.Build(),
        IsaCommand.Build(),
        BenchCommand.Build(),
        ScaleSimCommand.Build(),
        ConformanceCommand.Build(),
    };

    /// <summary>Runs a command's body and turns typed errors into a line on standard error and an exit code.</summary>
    public static int Guard(Func<int> body)
    {
        try
        {
            return body();
        }
        catch (CliException e)
        {
            return Fail(e.Message, e.ExitCode);
        }
        catch (CompileException e)
        {
            return Fail($"{e.Code}: {e.Message}", ExitCodes.BadInput);
        }
        catch (IsaException e)
        {
            return Fail($"{e.Code}: {e.Message}", ExitCodes.BadInput);
        }
        catch (Timing.TimingException e)
        {
            return Fail(e.Message, ExitCodes.BadInput);
        }
        catch (Timing.ScaleSimException e)
        {
            return Fail(e.Message, ExitCodes.BadInput);
        }
        catch (OperationCanceledException)
        {
            return Fail("cancelled", ExitCodes.Cancelled);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Fail(e.Message, ExitCodes.BadInput);
        }
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine($"error: {message}");
        return code;
    }
}
