using System;
using System.CommandLine;
using AccelEmu.Bench;
using AccelEmu.Cli;
using BenchmarkDotNet.Running;

if (args is ["bdn", .. string[] rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(CatalogBenchmarks).Assembly).Run(rest);
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
