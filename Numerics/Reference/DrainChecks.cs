using System;

namespace AccelEmu.Numerics;

/// <summary>Checks of a drain's parameters against its tiles.</summary>
internal static class DrainChecks
{
    public static void Validate(Tile output, Tile source, in DrainArguments arguments)
    {
        DType from = source.Shape.Type;
        DType to = output.Shape.Type;
        int channels = (int)output.Shape.Dims[output.Shape.Rank - 1];
        Check.Type(source, "source", from != DType.F64, "integers, f32, f16, bf16, f8e4m3, f8e5m2");
        Check.Type(output, "output", to != DType.F64, "integers, f32, f16, bf16, f8e4m3, f8e5m2");
        Check.Require(Enum.IsDefined(arguments.Mode), $"drain: mode {(int)arguments.Mode}; legal: 0..6");
        Check.Require(Enum.IsDefined(arguments.Rounding), $"drain: rounding {(int)arguments.Rounding}; legal: 0..4");
        Check.Require(Enum.IsDefined(arguments.ResidualMode), $"drain: residual mode {(int)arguments.ResidualMode}; legal: 0..3");
        Length("bias", arguments.Bias32.Length, channels, from.IsInteger() && from != DType.I64, "int32 bias");
        Length("bias", arguments.Bias64.Length, channels, from == DType.I64, "int64 bias");
        Length("bias", arguments.BiasF32.Length, channels, from.IsFloat(), "fp32 bias");
        Length("scales", arguments.Scales.Length, channels, true, "scales");
        Length("multipliers", arguments.Multipliers.Length, channels, true, "multipliers");
        Length("shifts", arguments.Shifts.Length, channels, true, "shifts");
        Length("addends", arguments.Addends.Length, channels, true, "addends");
        if (from.IsInteger())
        {
            Mode(arguments, from, to);
        }
        Check.Require(arguments.Lut.IsEmpty || (arguments.Lut.Length == 256 && to.Bits() == 8), $"drain: a look-up table of {arguments.Lut.Length} bytes for {to.Name()}; legal: 256 bytes, 8-bit outputs");
        if (arguments.ResidualMode != ResidualMode.None)
        {
            Check.ReadPlain(arguments.Residual, "residual");
            Check.SameDims(arguments.Residual, "residual", output, "output");
            ResidualAddition.Validate(to, arguments.Residual, "residual", arguments.ResidualMode, arguments.ResidualArguments);
        }
    }

    private static void Length(string name, int length, int channels, bool allowed, string what)
    {
        Check.Require(length == 0 || allowed, $"drain: {what} does not go with these sums");
        Check.Require(length == 0 || length == 1 || length == channels, $"drain: {length} {name}; legal: none, 1, or the {channels} of the last dimension");
    }

    private static void Mode(in DrainArguments arguments, DType from, DType to)
    {
        RequantMode mode = arguments.Mode;
        Check.Require(to.IsInteger() || mode is RequantMode.None or RequantMode.Float32, $"drain: mode {mode} for {to.Name()} output; legal: None, Float32");
        Check.Require(mode != RequantMode.FixedDouble || from != DType.I64, "drain: mode FixedDouble of i64 sums; it multiplies int32, use Fixed16 or FixedSingle");
        bool multiplies = mode is RequantMode.FixedSingle or RequantMode.FixedDouble or RequantMode.Fixed16 or RequantMode.MulAddShift;
        Check.Require(!multiplies || !arguments.Multipliers.IsEmpty, $"drain: mode {mode} without multipliers");
        Check.Require(mode != RequantMode.Float32 || !arguments.Scales.IsEmpty, "drain: mode Float32 without scales");
        if (multiplies || mode == RequantMode.Shift)
        {
            (int min, int max) = Requantize.ShiftRange(mode);
            Check.Require(!arguments.Shifts.IsEmpty, $"drain: mode {mode} without shifts");
            foreach (int shift in arguments.Shifts)
            {
                Check.Range(shift, min, max, $"drain: shift of mode {mode}");
            }
        }
    }
}
