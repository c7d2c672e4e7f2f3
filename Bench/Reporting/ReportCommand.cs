using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using AccelEmu.Cli;
using AccelEmu.Measurement;

namespace AccelEmu.Bench;

/// <summary><c>report</c>: measures, keeps the documents in <c>Bench/results</c>, and makes docs/performance.md and its picture of them.</summary>
internal static class ReportCommand
{
    private const string Picture = "roofline.svg";
    private const int Width = 1000;
    private const int Height = 620;

    public static Command Build()
    {
        Option<string[]> families = new("--families") { Description = "Measure these only; the page keeps the others' last documents.", AllowMultipleArgumentsPerToken = true };
        families.AcceptOnlyFromAmong([.. BenchFamilies.All.Keys]);
        Option<bool> pageOnly = new("--page-only") { Description = "Measure nothing, make the page of the documents there are." };
        Option<string?> png = new("--png") { Description = "Also draw the roofline as PNG to this file." };
        Option<string> root = new("--root") { Description = "The checkout.", DefaultValueFactory = _ => FindRoot() };
        Command command = new("report", "Measures all and writes Bench/results and docs/performance.md. Example: report --families gemm model") { families, pageOnly, png, root };
        command.SetAction(parsed => Cli.CommandLine.Guard(() =>
        {
            string checkout = parsed.GetValue(root)!;
            string results = Path.Combine(checkout, "Bench", "results", FolderName(HostProcessor.Name));
            if (!parsed.GetValue(pageOnly))
            {
                Measure(parsed.GetValue(families) is { Length: > 0 } some ? some : [.. BenchFamilies.All.Keys], results);
            }
            WritePage(checkout, results, parsed.GetValue(png));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static void Measure(string[] families, string results)
    {
        foreach (string family in families)
        {
            BenchDocument document = BenchCommand.Measure([family], new OnnxRuntime(), allTiers: false, brief: false);
            string file = Path.Combine(results, $"{family}.json");
            AtomicFile.WriteAll(file, System.Text.Encoding.UTF8.GetBytes(document.Write() + "\n"));
            Console.WriteLine($"{file}: {document.Rows.Length} rows in {document.Seconds:0} s");
        }
    }

    private static void WritePage(string checkout, string results, string? png)
    {
        List<BenchDocument> documents = [];
        foreach (string file in BenchFamilies.All.Keys.Select(f => Path.Combine(results, $"{f}.json")).Where(File.Exists))
        {
            try
            {
                documents.Add(BenchDocument.Read(File.ReadAllText(file)));
            }
            catch (JsonException e)
            {
                throw new CliException($"{file} is not a document of schema {BenchDocument.CurrentSchema}: {e.Message} Measure its family again.", e);
            }
        }
        if (documents.Count == 0)
        {
            throw new CliException($"{results} has no documents: run report without --page-only on this processor first");
        }
        string docs = Path.Combine(checkout, "docs");
        BenchDocument? gemm = documents.FirstOrDefault(d => d.Families.Contains("gemm"));
        if (gemm is not null)
        {
            ScottPlot.Plot plot = RooflinePlot.Draw(gemm);
            plot.SaveSvg(Path.Combine(docs, Picture), Width, Height);
            if (png is not null)
            {
                plot.SavePng(png, Width, Height);
            }
        }
        string page = Path.Combine(docs, "performance.md");
        AtomicFile.WriteAll(page, System.Text.Encoding.UTF8.GetBytes(PerformancePage.Write(documents, gemm is null ? null : Picture)));
        Console.WriteLine(page);
    }

    private static string FolderName(string cpu) =>
        string.Join('-', new string([.. cpu.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // Up from where we are: the folder that holds the solution.
    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AccelEmu.sln")))
            {
                return folder.FullName;
            }
        }
        return Environment.CurrentDirectory;
    }
}
