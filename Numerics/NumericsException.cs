using System;

namespace AccelEmu.Numerics;

/// <summary>Tiles that do not fit together, or data that does not obey its format. The message names operand, value and legal range.</summary>
public sealed class NumericsException : Exception
{
    /// <summary>Creates with a message.</summary>
    public NumericsException(string message) : base(message) { }

    /// <summary>Creates with a message and a cause.</summary>
    public NumericsException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates without a message.</summary>
    public NumericsException() { }
}
