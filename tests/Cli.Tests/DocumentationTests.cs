using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>What the README and the help say about the command line is so.</summary>
public partial class DocumentationTests
{
    [Fact]
    public void ReadmeCommands_AreUnderstood()
    {
        string[][] commands = [.. Commands("README.md")];
        Assert.True(commands.Length >= 12, $"{commands.Length} commands found in the README");
        Assert.All(commands, AssertUnderstood);
        Assert.Empty(CommandLine.Root().Subcommands.Select(c => c.Name).Except(commands.Select(c => c[0])));
    }

    [Theory]
    [InlineData("docs/reading-guide.md")]
    [InlineData("docs/adding-an-instruction.md")]
    [InlineData("docs/adding-a-kernel.md")]
    public void GuideCommands_AreUnderstood(string file) => Assert.All(Commands(file), AssertUnderstood);

    /// <summary>Every command's description ends with an example that is understood.</summary>
    [Fact]
    public void HelpExamples_AreUnderstood()
    {
        foreach (Command command in CommandLine.Root().Subcommands)
        {
            string example = Assert.Single((command.Description ?? "").Split("Example: accelemu ").Skip(1));
            AssertUnderstood(Words(example));
            Assert.Equal(command.Name, Words(example)[0]);
        }
    }

    [Fact]
    public void Help_IsPrintedForEveryCommand()
    {
        Assert.Contains("Commands", CliRun.Expect(ExitCodes.Success, "--help").Out, StringComparison.Ordinal);
        foreach (Command command in CommandLine.Root().Subcommands)
        {
            string help = CliRun.Expect(ExitCodes.Success, command.Name, "--help").Out;
            Assert.Contains("Example: ", help, StringComparison.Ordinal);
            Assert.All(command.Options, o => Assert.Contains(o.Name, help, StringComparison.Ordinal));
            Assert.All(command.Options.Where(o => o.Name.StartsWith("--", StringComparison.Ordinal)), o => Assert.False(string.IsNullOrEmpty(o.Description), $"{command.Name} {o.Name} has no description"));
        }
    }

    [Fact]
    public void ReadmeExitCodes_AreTheConstants()
    {
        int[] listed = [.. Regex.Matches(Text("README.md"), @"^\| (\d+) \| ", RegexOptions.Multiline).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
        int[] constants = [.. typeof(ExitCodes).GetFields().Select(f => (int)f.GetRawConstantValue()!)];
        Assert.Equal(constants.Order(), listed.Order());
    }

    [Fact]
    public void Completions_OfferMachinesAndModels()
    {
        Assert.Contains("edge", CommandLine.Root().Parse("run zoo:mlp-int8 --machine ").GetCompletions().Select(c => c.Label));
        Assert.Contains("zoo:mlp-int8", CommandLine.Root().Parse("run zoo:").GetCompletions().Select(c => c.Label));
    }

    private static void AssertUnderstood(string[] words)
    {
        ParseResult parsed = CommandLine.Root().Parse(words);
        Assert.True(parsed.Errors.Count == 0, $"accelemu {string.Join(' ', words)}: {string.Join("; ", parsed.Errors.Select(e => e.Message))}");
    }

    /// <summary>The accelemu commands of a document's code blocks, comments, pipes and redirections left out.</summary>
    private static IEnumerable<string[]> Commands(string file) =>
        from Match block in CodeBlock().Matches(Text(file))
        from line in block.Groups[1].Value.Split('\n')
        from command in line.Split('#')[0].Split(["&&", "|"], StringSplitOptions.None)
        let match = Invocation().Match(command)
        where match.Success
        select Words(match.Groups[1].Value);

    private static string[] Words(string command) => command.Split(['|', '>'])[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(string file) => File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, file));

    [GeneratedRegex(@"```\w*\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\s*(?:accelemu|dotnet run -c Release --project Cli --) (.*)$")]
    private static partial Regex Invocation();
}
