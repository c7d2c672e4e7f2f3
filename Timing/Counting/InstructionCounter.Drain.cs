using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Timing;

internal sealed partial class InstructionCounter
{
    private void Finish(SumsDisposition disposition, DescriptorId? output, DescriptorId? drain)
    {
        if (disposition == SumsDisposition.Drain && output is { } tile && drain is { } parameters)
        {
            Drained(tile, parameters);
        }
    }

    /// <summary>The drain's side of an instruction: output, parameter arrays, residual, and its operations.</summary>
    private void Drained(DescriptorId output, DescriptorId drain)
    {
        DrainDescriptor parameters = DrainOf(drain);
        TileDescriptor tile = Tile(output);
        Write(output);
        long elements = tile.Shape.Elements;
        long entries = parameters.PerChannel ? tile.Shape.Dims[tile.Shape.Rank - 1] : 1;
        long arrays = (parameters.Bias >= 0 ? 1 : 0) + (parameters.Multipliers >= 0 ? 1 : 0) + (parameters.Shifts >= 0 ? 1 : 0)
            + (parameters.Addends >= 0 ? 1 : 0) + (parameters.ScaleArray >= 0 ? 1 : 0);
        events[Kind(parameters.ParameterSpace, write: false)] += (arrays * entries * 4) + (parameters.Lut >= 0 ? 256 : 0);
        // Bias 1, multiply and round 2, zero point and clamp 2, look-up 1.
        long steps = (parameters.Bias >= 0 ? 1 : 0) + (parameters.Mode == RequantMode.None ? 0 : 2) + 2 + (parameters.Lut >= 0 ? 1 : 0);
        DType type = parameters.Mode == RequantMode.Float32 ? DType.F32 : tile.Shape.Type;
        Operations(type, elements * steps);
        if (parameters.ResidualMode != ResidualMode.None && parameters.Residual >= 0)
        {
            Read(new DescriptorId((byte)parameters.Residual));
            Residual(parameters.ResidualMode, elements);
        }
    }

    /// <summary>Operations of a residual addition: two operands scaled (multiply, round), one addition, the sum scaled, clamp 2; plain: addition and clamp.</summary>
    private void Residual(ResidualMode mode, long elements)
    {
        switch (mode)
        {
            case ResidualMode.Fixed:
                events[EventKind.IntegerOperations] += elements * 9;
                break;
            case ResidualMode.Float32:
                events[EventKind.FloatOperations] += elements * 7;
                break;
            default:
                events[EventKind.IntegerOperations] += elements * 3;
                break;
        }
    }
}
