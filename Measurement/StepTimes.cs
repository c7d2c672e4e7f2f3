using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AccelEmu.Emulator;
using AccelEmu.Isa;
using AccelEmu.Kernels;

namespace AccelEmu.Measurement;

/// <summary>Where the time of an emulated run goes: each instruction on its own, less what stopping behind it costs.</summary>
internal static class StepTimes
{
    private const int Runs = 5;

    /// <summary>Seconds and executions of each instruction, largest first; the median of a few runs.</summary>
    public static IEnumerable<(InstructionInfo Instruction, long Count, double Seconds)> Of(Machine machine, KernelTier tier)
    {
        MachineProgram program = machine.Program!;
        RunOptions options = new() { Kernels = new KernelOptions(tier, 1), InstructionBudget = 1 };
        Dictionary<InstructionInfo, (long Count, List<double> Seconds)> all = [];
        for (int run = 0; run < Runs; run++)
        {
            Dictionary<InstructionInfo, (long Count, double Seconds)> times = [];
            double stop = double.MaxValue;
            bool isRunning = true;
            while (isRunning)
            {
                InstructionInfo instruction = InstructionSet.Find(InstructionHeader.Decode(program.Code[0][machine.Core(0).ProgramCounter]).Opcode)!;
                long start = Stopwatch.GetTimestamp();
                isRunning = machine.Run(program, options).Status == RunStatus.BudgetExhausted;
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                stop = Math.Min(stop, seconds);
                (long count, double sum) = times.GetValueOrDefault(instruction);
                times[instruction] = (count + 1, sum + seconds);
            }
            foreach ((InstructionInfo instruction, (long count, double seconds)) in times)
            {
                all.TryAdd(instruction, (count, []));
                all[instruction].Seconds.Add(seconds - (count * stop));
            }
        }
        return all.Select(pair => (pair.Key, pair.Value.Count, pair.Value.Seconds.Order().ElementAt(Runs / 2))).OrderByDescending(row => row.Item3);
    }
}
