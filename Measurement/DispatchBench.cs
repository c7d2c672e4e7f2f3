using System;
using System.Collections.Generic;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Kernels;

namespace AccelEmu.Measurement;

/// <summary>The control path on a whole machine, nothing recorded: scalar instructions a second, and tiny tiles against their kernel called directly.</summary>
internal static class DispatchBench
{
    private const string Family = "dispatch";
    private const long Instructions = 4_000_000;

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        yield return Scalars(session, "tight loop, 18 instructions", ScalarPrograms.TightLoop((uint)(Instructions / 18)));
        yield return Scalars(session, "random, 4000 instructions", ScalarPrograms.Mixed(4000, (uint)(Instructions / 4000)));
        foreach (BenchRow row in Tiles(session))
        {
            yield return row;
        }
    }

    private static BenchRow Scalars(BenchSession session, string name, MachineProgram program)
    {
        using Machine machine = new(session.Machines("cloud"));
        machine.Load(program);
        long executed = 0;
        Execute();
        return session.Compare(Family, name, executed, [new Contender("scalar instructions", "machine", Execute)], 2)[0];

        void Execute()
        {
            RunResult result = machine.Run(new RunOptions());
            if (result.Status != RunStatus.Halted)
            {
                throw new InvalidOperationException($"the dispatch program ended as {result.Status} {result.Trap}");
            }
            executed = result.Statistics.Instructions;
        }
    }

    private static IReadOnlyList<BenchRow> Tiles(BenchSession session)
    {
        KernelOptions kernels = new(session.Fastest, 1);
        RunOptions options = new() { Kernels = kernels };
        TileProgram tiles = new(100);
        using Machine machine = new(session.Machines("cloud"));
        machine.Load(tiles.Program());
        tiles.Place(machine);
        Peak? peak = session.Peaks.For("i8", session.Fastest);
        IReadOnlyList<BenchRow> rows = session.Compare(
            Family,
            "16×16×16 int8 tiles",
            (double)TileProgram.Macs * tiles.Products,
            [
                new Contender("tiles, program of 3 instructions each", "machine", () => machine.Run(options)) { Peak = peak },
                new Contender("tiles, kernel called directly", "kernel", () => tiles.CallDirectly(kernels)) { Peak = peak, IsBaseline = true },
            ],
            1);
        tiles.Compare(machine);
        return rows;
    }
}
