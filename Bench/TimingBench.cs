using System.Collections.Generic;
using AccelEmu.Cli;
using AccelEmu.Compiler;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Timing;

namespace AccelEmu.Bench;

/// <summary>The timing model on compiled networks; rates are issued instructions a second.</summary>
internal static class TimingBench
{
    private static readonly string[] Models = ["mlp-int8", "resnet50-int8"];

    public static IEnumerable<Row> Run()
    {
        MachineConfig machine = MachineCatalog.Load("cloud");
        foreach (string model in Models)
        {
            MachineProgram program = ModelCompiler.Compile(Zoo.Build(model), machine).Program;
            long words = TimingModel.Estimate(program, machine).Instructions;
            double seconds = Stopwatching.Best(() => TimingModel.Estimate(program, machine), 1);
            yield return new Row("timing", "estimate", "timing", $"{model}, {words} instructions", seconds, words / seconds, null, null);
        }
    }
}
