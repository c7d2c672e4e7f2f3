using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Isa.Tests;

/// <summary>Control over random programs: every call, every stop and every state is what it always was, whatever the budget and whoever watches.</summary>
public sealed class ControlReplayTests
{
    private const int Programs = 300;
    private const int Size = 60;
    private const int Stops = 120;

    /// <summary>
    /// The second figure is that of an interpreter that brought the core up to date with every instruction. A new instruction makes the generator draw
    /// other programs, as the first figure then tells: take both anew from a commit whose control is to be trusted.
    /// </summary>
    [Fact]
    public void RandomPrograms_DoWhatTheyAlwaysDid()
    {
        StateHash programs = new(), all = new();
        HashSet<StepResult> seen = [];
        for (int seed = 0; seed < Programs; seed++)
        {
            foreach (MachineWord word in RandomProgram.Generate(seed, Size).Code[0])
            {
                programs.Add((long)word.Low, (long)word.High);
            }
            WatchingHost host = new();
            foreach (ulong state in Run(seed, host, seen))
            {
                all.Add((long)state);
            }
            all.Add((long)host.Asked.Value, (long)host.Told.Value);
        }
        Assert.Equal(Enum.GetValues<StepResult>().Order(), seen.Order());
        Assert.Equal((3833596747084915661UL, 13722892420486630233UL), (programs.Value, all.Value));
    }

    [Fact]
    public void Watching_ChangesNothing()
    {
        for (int seed = 0; seed < Programs; seed++)
        {
            WatchingHost watching = new();
            QuietHost quiet = new();
            List<ulong> expected = Run(seed, watching, []);
            Assert.Equal(expected, Run(seed, quiet, []));
            Assert.Equal(watching.Asked.Value, quiet.Asked.Value);
        }
    }

    [Fact]
    public void Budget_OneByOneOrAllAtOnce_IsTheSameRun()
    {
        for (int seed = 0; seed < Programs; seed++)
        {
            PreparedProgram program = PreparedProgram.Create(RandomProgram.Generate(seed, Size));
            ControlInterpreter interpreter = new(program);
            CoreState stepped = program.CreateCore(0), run = program.CreateCore(0);
            QuietHost stepHost = new(), runHost = new();
            long budget = 200, steps = 0;
            StepResult whole = interpreter.Run(run, ref runHost, ref budget);
            StepResult last = StepResult.Retired;
            while (last == StepResult.Retired && steps < 200)
            {
                last = interpreter.Step(stepped, ref stepHost);
                steps += last is StepResult.Trapped or StepResult.Suspended ? 0 : 1;
            }
            Assert.Equal((whole, 200 - budget, runHost.Asked.Value), (last, steps, stepHost.Asked.Value));
            Assert.Equal(Hash(run, budget), Hash(stepped, 200 - steps));
        }
    }

    /// <summary>Runs a program in slices of random length; whatever stops a core is stepped over, so that runs are long. Gives a hash of the state at each stop.</summary>
    private static List<ulong> Run<THost>(int seed, THost host, HashSet<StepResult> seen) where THost : ScriptedHost, IControlHost
    {
        PreparedProgram program = PreparedProgram.Create(RandomProgram.Generate(seed, Size));
        ControlInterpreter interpreter = new(program);
        Random slices = new(seed);
        List<ulong> states = [];
        for (int core = 0; core < program.Cores; core++)
        {
            CoreState state = program.CreateCore(core);
            for (int stop = 0; stop < Stops; stop++)
            {
                long budget = slices.Next(1, 40);
                StepResult result = interpreter.Run(state, ref host, ref budget);
                seen.Add(result);
                states.Add(Hash(state, budget) ^ (ulong)result);
                if (result is StepResult.Trapped or StepResult.Halted)
                {
                    state.Halted = false;
                    state.ProgramCounter = state.LoopDepth == 0 && state.CallDepth == 0 ? slices.Next(program.Code(core).Length + 1) : Math.Min(state.ProgramCounter + 1, program.Code(core).Length);
                    state.Trap = null;
                }
            }
        }
        return states;
    }

    private static ulong Hash(CoreState core, long budget)
    {
        StateHash hash = new();
        hash.Add(core);
        hash.Add(budget);
        return hash.Value;
    }
}
