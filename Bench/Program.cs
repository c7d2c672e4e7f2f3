using System;
using System.CommandLine;
using AccelEmu.Bench;
using AccelEmu.Cli;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

if (args is ["bdn", .. string[] rest])
{
    // In this process: peers in one process meet the same conditions, and the project need not be built again under another name.
    BenchmarkSwitcher.FromAssembly(typeof(CatalogBenchmarks).Assembly).Run(rest is ["--list", ..] ? rest : [.. rest, "--inProcess"], DefaultConfig.Instance.WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(48)));
    return 0;
}
RootCommand root = new("Benches of AccelEmu against peak loops, ONNX Runtime and naive loops. 'bdn [options]' runs BenchmarkDotNet.")
{
    BenchCommand.Build("quick", "A quick paired table against the processor's peak and ONNX Runtime. Example: quick gemm model --json", new OnnxRuntime()),
    ReportCommand.Build(),
};
ParseResult parsed = root.Parse(args);
foreach (var error in parsed.Errors)
{
    Console.Error.WriteLine($"error: {error.Message}");
}
return parsed.Errors.Count > 0 ? ExitCodes.Usage : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
