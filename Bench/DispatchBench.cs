using System;
using System.Collections.Generic;
using AccelEmu.Cli;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Kernels;

namespace AccelEmu.Bench;

/// <summary>The control path on a whole machine, nothing recorded: scalar instructions a second, and tiny tiles against their kernel called directly.</summary>
internal static class DispatchBench
{
    private const long Instructions = 4_000_000;

    public static IEnumerable<Row> Run()
    {
        yield return Scalars("tight loop, 18 instructions", ScalarPrograms.TightLoop((uint)(Instructions / 18)));
        yield return Scalars("random, 4000 instructions", ScalarPrograms.Mixed(4000, (uint)(Instructions / 4000)));
        foreach (Row row in Tiles())
        {
            yield return row;
        }
    }

    private static Row Scalars(string name, MachineProgram program)
    {
        using Machine machine = new(MachineCatalog.Load("cloud"));
        machine.Load(program);
        long executed = 0;
        double seconds = Stopwatching.Best(() =>
        {
            RunResult result = machine.Run(new RunOptions());
            if (result.Status != RunStatus.Halted)
            {
                throw new InvalidOperationException($"the dispatch program ended as {result.Status} {result.Trap}");
            }
            executed = result.Statistics.Instructions;
        }, budget: 2);
        return new Row("dispatch", "scalar instructions", "machine", name, seconds / executed, executed / seconds, null, null);
    }

    private static List<Row> Tiles()
    {
        KernelOptions kernels = new(KernelTiers.Default, 1);
        RunOptions options = new() { Kernels = kernels };
        TileProgram tiles = new(100);
        using Machine machine = new(MachineCatalog.Load("cloud"));
        machine.Load(tiles.Program());
        tiles.Place(machine);
        double direct = double.MaxValue, emulated = double.MaxValue;
        // Alternating, so that a busy neighbour does not slow one side only.
        for (int i = 0; i < 10; i++)
        {
            direct = Math.Min(direct, Stopwatching.Best(() => tiles.CallDirectly(kernels), budget: 0.1));
            emulated = Math.Min(emulated, Stopwatching.Best(() => machine.Run(options), budget: 0.1));
        }
        tiles.Compare(machine);
        double kernel = direct / tiles.Products, program = emulated / tiles.Products;
        return
        [
            new Row("dispatch", "int8 tile, kernel alone", kernels.Tier.ToString(), "16×16×16", kernel, TileProgram.Macs / kernel, null, 1),
            new Row("dispatch", "int8 tile, program", "machine", "16×16×16, 3 instructions each", program, TileProgram.Macs / program, null, program / kernel),
        ];
    }
}
