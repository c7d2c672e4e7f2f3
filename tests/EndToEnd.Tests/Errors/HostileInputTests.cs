using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using AccelEmu.Timing;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>Damaged models, programs and traces end in a typed error or a run that ends; never in another exception, and never in a hang.</summary>
public class HostileInputTests
{
    private static int Cases(int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable("ACCELEMU_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : standard;

    private static RunOptions Short { get; } = LoadedModel.OneThread with { InstructionBudget = 20_000, WorkBudget = 50_000_000, CheckRaces = true };

    [Theory]
    [InlineData(Models.Keywords)]
    [InlineData(Models.Mnist)]
    [InlineData("onnx/micro_kws/micro_kws_m_static_qdq.onnx")]
    public void DamagedModels_AreRefusedByType_OrRun(string name)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        byte[] original = File.ReadAllBytes(Models.PathOf(name));
        MachineConfig machine = Models.Machine("edge");
        Random random = new(5);
        int refused = 0;
        int cases = Cases(150);
        for (int i = 0; i < cases; i++)
        {
            byte[] file = Damage(original, random);
            try
            {
                Graph graph = name.EndsWith(".onnx", StringComparison.Ordinal) ? OnnxReader.Read(file, name) : TfLiteReader.Read(file, name);
                CompiledModel compiled = ModelCompiler.Compile(graph, machine);
                Execute(compiled.Program, machine);
            }
            catch (Exception e) when (e is CompileException or IsaException)
            {
                refused++;
                Assert.NotEqual("", e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"case {i}: {e}");
            }
        }
        Assert.True(refused > 0, $"none of {cases} damaged files was refused");
    }

    /// <summary>Bits of instruction words, descriptors, entries and semaphores flipped behind the file's checksum.</summary>
    [Theory]
    [InlineData("zoo:mlp-int8", 1)]
    [InlineData("zoo:lenet-2exit-int8", 1)]
    [InlineData("zoo:mlp-int8", 2)]
    public void DamagedPrograms_AreRefused_OrEnd(string name, int cores)
    {
        MachineConfig machine = Models.Machine("edge", cores);
        MachineProgram original = Models.Compile(name, "edge", cores).Program;
        Random random = new(6);
        Dictionary<string, int> ends = [];
        for (int i = 0; i < Cases(250); i++)
        {
            MachineProgram program = Damage(original, random);
            try
            {
                string end = Execute(program, machine);
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            catch (Exception e) when (e is IsaException)
            {
                ends["refused"] = ends.GetValueOrDefault("refused") + 1;
            }
            catch (Exception e)
            {
                Assert.Fail($"case {i}: {e}");
            }
        }
        Assert.True(ends.Count >= 3, string.Join(", ", ends));
    }

    /// <summary>Files with flipped bits, and cut files: the checksum or the structure refuses them all.</summary>
    [Fact]
    public void DamagedFiles_AreRefused()
    {
        CompiledModel compiled = Models.Compile("zoo:lenet-2exit-int8", "edge");
        using LoadedModel model = new(compiled);
        byte[] program = ProgramFile.Save(compiled.Program);
        byte[] trace = model.RunWhole(Inputs.For("zoo:lenet-2exit-int8", model.Input), LoadedModel.OneThread with { Trace = TraceLevel.L1 }).Trace!.Save();
        Random random = new(8);
        for (int i = 0; i < 200; i++)
        {
            Assert.Throws<IsaException>(() => ProgramFile.Load(Damage(program, random)));
            Assert.Throws<IsaException>(() => RetireTrace.Load(Damage(trace, random)));
        }
    }

    private static string Execute(MachineProgram program, MachineConfig config)
    {
        using Machine machine = new(config);
        RunResult run = machine.Run(program, Short with { Trace = TraceLevel.L1 });
        if (run.Status == RunStatus.Halted)
        {
            try
            {
                _ = TimingModel.Estimate(program, config, run.Trace);
            }
            catch (TimingException e)
            {
                return e.Code;
            }
        }
        return run.Trap is { } trap ? $"trap {trap.Kind}" : $"{run.Status}";
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        byte[] file = [.. original];
        if (random.Next(8) == 0)
        {
            return file[..random.Next(file.Length)];
        }
        // The first bytes hold tables and headers, the last ones the schema of flat files: damage there is felt more often.
        int flips = 1 + random.Next(4);
        for (int i = 0; i < flips; i++)
        {
            int reach = random.Next(3) switch { 0 => Math.Min(file.Length, 4096), _ => file.Length };
            int at = random.Next(2) == 0 ? random.Next(reach) : file.Length - 1 - random.Next(reach);
            file[at] ^= (byte)(1 << random.Next(8));
        }
        return file;
    }

    private static MachineProgram Damage(MachineProgram program, Random random)
    {
        int flips = 1 + random.Next(2);
        for (int i = 0; i < flips; i++)
        {
            switch (random.Next(6))
            {
                case 0:
                    int template = random.Next(program.Templates.Length);
                    Descriptor descriptor = program.Templates[template];
                    int word = random.Next(Descriptor.Words);
                    descriptor[word] = random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : descriptor[word] ^ (1L << random.Next(64));
                    program = program with { Templates = program.Templates.SetItem(template, descriptor) };
                    break;
                case 1:
                    int semaphore = random.Next(Math.Max(1, program.Semaphores.Length));
                    program = program with { Semaphores = program.Semaphores.SetItem(semaphore, program.Semaphores[semaphore] with { Initial = random.Next(-1, 3), ConsumerCore = random.Next(-1, 3) }) };
                    break;
                default:
                    int core = random.Next(program.Code.Length);
                    ImmutableArray<MachineWord> code = program.Code[core];
                    int position = random.Next(code.Length);
                    UInt128 bits = new UInt128(code[position].High, code[position].Low) ^ (UInt128.One << random.Next(128));
                    program = program with { Code = program.Code.SetItem(core, code.SetItem(position, new MachineWord((ulong)bits, (ulong)(bits >> 64)))) };
                    break;
            }
        }
        return program;
    }
}
