using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Numerics.Tests;

public sealed class CheckTests
{
    [Fact]
    public void ValidateDrain_PassingChecks_AllocateNothing()
    {
        TileShape sums = TileShape.Dense(DType.I32, 4, 32), output = TileShape.Dense(DType.I8, 4, 32);
        byte[] from = new byte[sums.SpanBytes()], to = new byte[output.SpanBytes()];
        int[] multipliers = new int[32], shifts = new int[32];
        Assert.Equal(0, Allocations.Least(Run));

        void Run() => Reference.ValidateDrain(
            new Tile(to, output),
            new Tile(from, sums),
            new DrainArguments { Mode = RequantMode.FixedDouble, Multipliers = multipliers, Shifts = shifts, ResidualMode = ResidualMode.Fixed, Residual = new Tile(to, output) });
    }

    [Fact]
    public void ValidateDrain_ShiftOutOfRange_NamesModeValueAndRange()
    {
        NumericsException error = Assert.Throws<NumericsException>(static () => Reference.ValidateDrain(
            new Tile(new byte[2], TileShape.Dense(DType.I8, 2)),
            new Tile(new byte[8], TileShape.Dense(DType.I32, 2)),
            new DrainArguments { Mode = RequantMode.Fixed16, Multipliers = [1], Shifts = [15] }));
        Assert.Equal("drain: shift of mode Fixed16: 15; legal: -31..14", error.Message);
    }
}
