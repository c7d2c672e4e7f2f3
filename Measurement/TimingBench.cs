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
            long words = TimingModel.Estimate(program, machine).Instructions;
            yield return session.Compare("timing", $"{model}, {words} instructions", words, [new Contender("estimate", "timing", () => TimingModel.Estimate(program, machine))], 1)[0];
        }
    }
}
