using AccelEmu.Isa;
using AccelEmu.Timing;

namespace AccelEmu.Architecture.Tests;

/// <summary>Errors of SCALE-Sim's files.</summary>
internal static class ScaleSimCases
{
    private const string Sound = "[architecture_presets]\nArrayHeight = 4\nArrayWidth = 4\nIfmapSramSzkB = 1\nFilterSramSzkB = 1\nOfmapSramSzkB = 1\nDataflow = ws\n[run_presets]\nInterfaceBandwidth = CALC\n";

    public static readonly ErrorCase[] All =
    [
        Config("scalesim.config", Sound.Replace("ArrayWidth = 4", "ArrayWidth = many", System.StringComparison.Ordinal), "a.cfg:3", "ArrayWidth = 'many'", "1..65536"),
        Config("scalesim.unsupported", Sound + "UseRamulatorTrace = True", "a.cfg:10", "UseRamulatorTrace = True", "legal: False"),
        new("scalesim.topology", () => ScaleSimTopology.Parse("t.csv", "Layer,M,N,K,\na,4,0,4,"), "t.csv:2", "N = '0'", "1..100000000"),
        new("scalesim.size", () => ScaleSimModel.Run(ScaleSimConfigFile.Parse("a.cfg", Sound), [ScaleSimLayer.Gemm("huge", 100_000_000, 100_000_000, 100_000_000)], ScaleSimCompat.V3), "huge", "at most", "cut it"),
        new("scalesim.invalid", () => throw new ScaleSimException("made without a code")),
    ];

    private static ErrorCase Config(string code, string text, params string[] says) => new(code, () => ScaleSimConfigFile.Parse("a.cfg", text), says);
}
