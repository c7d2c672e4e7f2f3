using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>
/// Deletes the waits and signals of compiled programs, one or one pair at a time. Each deletion must show (a race, a deadlock, a trap, or a program the loader refuses), or the token
/// must be redundant: no race is found and the outputs are the same.
/// </summary>
public class TokenDeletionTests(ITestOutputHelper output)
{
    /// <summary>Bit positions of the four semaphore fields of a header.</summary>
    private static readonly (string Name, int Bit)[] Fields = [("wait", 16), ("wait", 24), ("signal", 32), ("signal", 40)];

    private const int MostDeletions = 120;

    private sealed record Token(int Core, int Position, string Kind, int Bit);

    private enum Outcome
    {
        Race,
        Deadlock,
        Trap,
        Refused,
        Redundant,
    }

    /// <param name="name">Model.</param>
    /// <param name="cores">Cores of the edge machine.</param>
    [Theory]
    [InlineData(Models.Anomaly, 1)]
    [InlineData(Models.Keywords, 1)]
    [InlineData(Models.ResNet8, 1)]
    [InlineData(Models.ResNet8, 2)]
    [InlineData("zoo:lenet-2exit-int8", 1)]
    [InlineData("zoo:mlp-int8", 2)]
    public void EveryDeletedToken_IsFoundOrRedundant(string name, int cores)
    {
        Assert.SkipUnless(SharedData.Exists || !Models.NeedsData(name), SharedData.Missing);
        MachineProgram program = Models.Compile(name, "edge", cores).Program;
        Token[] tokens = [.. Tokens(program)];
        Assert.True(tokens.Length >= 20, $"{tokens.Length} tokens");
        Dictionary<(string Kind, Outcome), int> counts = JudgeAll(name, cores, [.. tokens.Select(t => new[] { t })]);
        Assert.True(counts.GetValueOrDefault(("wait", Outcome.Race)) > 0, "no deleted wait gave a race");
        Assert.True(counts.GetValueOrDefault(("signal", Outcome.Trap)) + counts.GetValueOrDefault(("signal", Outcome.Deadlock)) > 0, "no deleted signal gave a trap or a deadlock");
    }

    /// <summary>A signal goes together with the wait that takes it, so that one order is lost and all others stay as they are.</summary>
    [Theory]
    [InlineData(Models.Anomaly, 1)]
    [InlineData(Models.ResNet8, 1)]
    [InlineData(Models.ResNet8, 2)]
    [InlineData("zoo:mlp-int8", 2)]
    public void EveryDeletedPair_IsFoundOrRedundant(string name, int cores)
    {
        Assert.SkipUnless(SharedData.Exists || !Models.NeedsData(name), SharedData.Missing);
        MachineProgram program = Models.Compile(name, "edge", cores).Program;
        Dictionary<(string Kind, Outcome), int> counts = JudgeAll(name, cores, [.. Pairs(program)]);
        Assert.True(counts.GetValueOrDefault(("signal", Outcome.Race)) > 0, "no deleted pair gave a race");
    }

    /// <summary>Judges each set of deleted tokens; counts by the kind of the set's first token.</summary>
    private Dictionary<(string Kind, Outcome), int> JudgeAll(string name, int cores, Token[][] deletions)
    {
        CompiledModel compiled = Models.Compile(name, "edge", cores);
        using LoadedModel whole = new(compiled);
        byte[] input = Inputs.For(name, whole.Input, 3);
        Assert.Empty(whole.RunWhole(input, LoadedModel.OneThread with { CheckRaces = true }).Races);
        byte[] expected = whole.ReadOutputs();
        Token[][] chosen = [.. deletions];
        if (chosen.Length > MostDeletions)
        {
            new Random(20).Shuffle(chosen);
            chosen = chosen[..MostDeletions];
        }
        Dictionary<(string Kind, Outcome), int> counts = [];
        foreach (Token[] deleted in chosen)
        {
            Outcome outcome = Judge(deleted.Aggregate(compiled.Program, Without), compiled.Machine, input, expected, string.Join(", ", deleted.AsEnumerable()));
            counts[(deleted[0].Kind, outcome)] = counts.GetValueOrDefault((deleted[0].Kind, outcome)) + 1;
        }
        int found = counts.Where(c => c.Key.Item2 != Outcome.Redundant).Sum(c => c.Value);
        string summary = string.Join(", ", counts.OrderBy(c => c.Key).Select(c => $"{c.Key.Kind} {c.Key.Item2} {c.Value}"));
        output.WriteLine($"{name}, {cores} core(s): {chosen.Length} of {deletions.Length} deletions, {found} found ({100.0 * found / chosen.Length:0.0} %): {summary}");
        return counts;
    }

    /// <summary>The k-th signal and the k-th wait of each semaphore in the code, where it has as many of both and no credits.</summary>
    private static IEnumerable<Token[]> Pairs(MachineProgram program)
    {
        ILookup<(int, string, int), Token> bySemaphore = Tokens(program).ToLookup(t => (t.Core, t.Kind, (int)program.Code[t.Core][t.Position].Get(t.Bit, 8)));
        foreach (SemaphoreDeclaration semaphore in program.Semaphores.Where(s => s.Initial == 0))
        {
            Token[] signals = [.. bySemaphore[(semaphore.ProducerCore, "signal", semaphore.Id.Index)]];
            Token[] waits = [.. bySemaphore[(semaphore.ConsumerCore, "wait", semaphore.Id.Index)]];
            foreach ((Token signal, Token wait) in signals.Length == waits.Length ? signals.Zip(waits) : [])
            {
                yield return [signal, wait];
            }
        }
    }

    private static IEnumerable<Token> Tokens(MachineProgram program) =>
        from core in Enumerable.Range(0, program.Code.Length)
        from position in Enumerable.Range(0, program.Code[core].Length)
        from field in Fields
        where program.Code[core][position].Get(field.Bit, 8) != 0
        select new Token(core, position, field.Name, field.Bit);

    private static MachineProgram Without(MachineProgram program, Token token)
    {
        ImmutableArray<MachineWord> code = program.Code[token.Core];
        return program with { Code = program.Code.SetItem(token.Core, code.SetItem(token.Position, code[token.Position].With(token.Bit, 8, 0))) };
    }

    private static Outcome Judge(MachineProgram program, MachineConfig machine, byte[] input, byte[] expected, string deleted)
    {
        LoadedModel model;
        try
        {
            model = new LoadedModel(program, machine);
        }
        catch (IsaException)
        {
            return Outcome.Refused;
        }
        using (model)
        {
            RunResult run = model.TryRun(input, LoadedModel.OneThread with { CheckRaces = true });
            switch (run.Status)
            {
                case RunStatus.Deadlocked:
                    Assert.NotEmpty(run.Waits);
                    return Outcome.Deadlock;
                case RunStatus.Trapped:
                    Assert.NotNull(run.Trap);
                    return Outcome.Trap;
            }
            Assert.True(run.Status == RunStatus.Halted, $"{deleted}: {run.Status}");
            if (!run.Races.IsEmpty)
            {
                return Outcome.Race;
            }
            Assert.True(expected.AsSpan().SequenceEqual(model.ReadOutputs()), $"{deleted}: no race is found, and the outputs differ");
            return Outcome.Redundant;
        }
    }
}
