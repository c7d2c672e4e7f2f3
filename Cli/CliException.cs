using System;

namespace AccelEmu.Cli;

/// <summary>Something a user can put right: the message says what, where, what is legal and what to do.</summary>
public sealed class CliException : Exception
{
    /// <summary>Creates with an exit code and a message.</summary>
    public CliException(int exitCode, string message) : base(message) => ExitCode = exitCode;

    /// <summary>Creates with a message; the exit code is that of unusable input.</summary>
    public CliException(string message) : this(ExitCodes.BadInput, message) { }

    /// <summary>Creates with a message and a cause.</summary>
    public CliException(string message, Exception inner) : base(message, inner) => ExitCode = ExitCodes.BadInput;

    /// <summary>Creates without a message.</summary>
    public CliException() : this("failed") { }

    /// <summary>The process's exit code.</summary>
    public int ExitCode { get; }
}
