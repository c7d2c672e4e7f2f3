using System;
using System.Text.RegularExpressions;
using AccelEmu.Cli;
using AccelEmu.Compiler;
using AccelEmu.Isa;
using AccelEmu.Timing;

namespace AccelEmu.Architecture.Tests;

/// <summary>A smallest input that raises one error.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Raise">Raises it.</param>
/// <param name="Says">Parts of the message: the offending value, what is legal, the way out.</param>
internal sealed record ErrorCase(string Code, Action Raise, params string[] Says)
{
    /// <summary>The code of an exception; of an assembly, that of its first error.</summary>
    public static string CodeOf(Exception exception) => exception switch
    {
        IsaException { Errors: [AssemblyError first, ..] } => first.Code,
        IsaException e => e.Code,
        CompileException e => e.Code,
        TimingException e => e.Code,
        ScaleSimException e => e.Code,
        CliException e => Regex.Match(e.Message, @"yaml\.[a-z]+").Value,
        _ => $"{exception.GetType()}: {exception.Message}",
    };
}
