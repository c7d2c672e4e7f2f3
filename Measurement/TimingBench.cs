using System.Collections.Generic;
using AccelEmu.Compiler;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Timing;

namespace AccelEmu.Measurement;

/// <summary>The timing model on compiled networks; speeds count issued instructions.</summary>
internal static class TimingBench
{
    private static readonly string[] Models = ["mlp-int8", "resnet50-int8"];

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        MachineConfig machine = session.Machines("cloud");
        foreach (string model in session.Brief ? Models[..1] : Models)
        {
            session.Progress($"timing: compiling {model}");
            MachineProgram program = ModelCompiler.Compile(Zoo.Build(model), machine).Program;
            TimingEstimator estimator = new(program, machine);
            long words = estimator.Estimate().Instructions;
            IReadOnlyList<BenchRow> rows = session.Compare("timing", $"{model}, {words} instructions", words, [
                new Contender("check, decode and estimate", "timing", () => TimingModel.Estimate(program, machine)),
                new Contender("estimate", "timing", () => estimator.Estimate()),
            ], 1);
            foreach (BenchRow row in rows)
            {
                yield return row;
            }
        }
    }
}
