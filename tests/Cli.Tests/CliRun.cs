using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Spectre.Console;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>One run of the command line in this process, its output captured.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliRun(int Code, string Out, string Error)
{
    /// <summary>The console belongs to the process: one run at a time.</summary>
    private static readonly Lock s_console = new();

    public static CliRun Of(params string[] args)
    {
        lock (s_console)
        {
            TextWriter standardOut = Console.Out;
            TextWriter standardError = Console.Error;
            IAnsiConsole ansi = AnsiConsole.Console;
            using StringWriter output = new();
            using StringWriter error = new();
            try
            {
                Console.SetOut(output);
                Console.SetError(error);
                AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(output) });
                AnsiConsole.Console.Profile.Width = 200;
                int code = CommandLine.Run(args);
                return new CliRun(code, output.ToString(), error.ToString());
            }
            finally
            {
                Console.SetOut(standardOut);
                Console.SetError(standardError);
                AnsiConsole.Console = ansi;
            }
        }
    }

    /// <summary>A run that must end with a code.</summary>
    public static CliRun Expect(int code, params string[] args)
    {
        CliRun run = Of(args);
        Assert.True(run.Code == code, $"'{string.Join(' ', args.Select(a => Path.IsPathRooted(a) ? Path.GetFileName(a) : a))}' gave {run.Code}, expected {code}\n{run.Out}\n{run.Error}");
        return run;
    }

    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json()
    {
        using JsonDocument document = JsonDocument.Parse(Out);
        return document.RootElement.Clone();
    }
}
