using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Compiler.Tests;

/// <summary>What a core executes: every unit instruction with its tokens, the graph node it belongs to and all that its descriptors hold, without memories.</summary>
internal static class ExecutedCode
{
    /// <summary>Asserts that two programs execute the same on every core.</summary>
    public static void AssertSame(MachineProgram expected, MachineProgram actual, long symbol = 2)
    {
        Assert.Equal(expected.Code.Length, actual.Code.Length);
        Assert.Equal(expected.Semaphores.AsSpan(), actual.Semaphores.AsSpan());
        for (int core = 0; core < expected.Code.Length; core++)
        {
            List<long[]> first = Of(expected, core, symbol), second = Of(actual, core, symbol);
            for (int i = 0; i < Math.Min(first.Count, second.Count); i++)
            {
                int at = first[i].AsSpan().CommonPrefixLength(second[i]);
                Assert.True(at == first[i].Length && at == second[i].Length, $"{expected.Name}, core {core}: executed instruction {i} differs at {at}");
            }
            Assert.Equal(first.Count, second.Count);
        }
    }

    /// <summary>One record for each executed unit instruction and scalar load: node, header, body without descriptors' numbers, contents of descriptors and registers.</summary>
    /// <param name="program">A program.</param>
    /// <param name="core">Core.</param>
    /// <param name="symbol">What every scalar load gives.</param>
    public static List<long[]> Of(MachineProgram program, int core, long symbol = 2)
    {
        PreparedProgram prepared = PreparedProgram.Create(program);
        ControlInterpreter interpreter = new(prepared);
        CoreState state = prepared.CreateCore(core);
        Recorder recorder = new(program, symbol);
        long budget = 10_000_000;
        Assert.Equal(StepResult.Halted, interpreter.Run(state, ref recorder, ref budget));
        return recorder.Records;
    }

    private readonly struct Recorder(MachineProgram program, long symbol) : IControlHost
    {
        public static bool Watches => true;

        private static readonly Dictionary<Opcode, FieldLayout[]> Operands = InstructionSet.All.ToDictionary(info => info.Opcode,
            info => info.Fields.Where(field => field.Kind is FieldKind.Descriptor or FieldKind.OptionalDescriptor or FieldKind.Register or FieldKind.OptionalRegister).ToArray());

        public List<long[]> Records { get; } = [];

        public bool TryLoadQuickly(CoreState core, Space space, long address, DType type, out long value)
        {
            value = 0;
            return false;
        }

        public bool TryStoreQuickly(CoreState core, Space space, long address, DType type, long value) => false;

        public bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value)
        {
            Records.Add([(long)space, address, (long)type]);
            value = symbol;
            return true;
        }

        public bool TryStoreScalar(CoreState core, Space space, long address, DType type, long value)
        {
            Records.Add([(long)space, address, (long)type, value]);
            return true;
        }

        public WaitOutcome Wait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second, out SemaphoreId lacking)
        {
            Records.Add([(long)consumer.Kind, first.Index, second.Index]);
            lacking = default;
            return WaitOutcome.Proceed;
        }

        public void Unwait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second) => throw new InvalidOperationException("trapped");

        public void Signal(CoreState core, UnitId producer, SemaphoreId semaphore) => Records.Add([(long)producer.Kind, semaphore.Index]);

        public bool Issue(CoreState core, int programCounter, in InstructionHeader header, MachineWord word)
        {
            List<long> record = [program.SourceMap[core.Index][programCounter]];
            MachineWord rest = word;
            foreach (FieldLayout field in Operands[header.Opcode])
            {
                if (field.Kind is FieldKind.Register or FieldKind.OptionalRegister)
                {
                    record.Add(core.Registers[word.Get(field.Lo, 5)]);
                }
                else if (field.Kind == FieldKind.Descriptor || word.Get(field.Lo + 6, 1) != 0)
                {
                    rest = rest.With(field.Lo, 6, 0);
                    Add(record, core, core.Descriptors[word.Get(field.Lo, 6)]);
                }
            }
            record.Add((long)rest.Low);
            record.Add((long)rest.High);
            Records.Add([.. record]);
            return true;
        }

        private static void Add(List<long> record, CoreState core, Descriptor descriptor)
        {
            if (descriptor.Kind == DescriptorKind.Drain && descriptor[DescriptorField.DrainResidual] is >= 0 and long residual)
            {
                descriptor[DescriptorField.DrainResidual] = 0;
                Add(record, core, core.Descriptors[residual]);
            }
            for (int i = 0; i < Descriptor.Words; i++)
            {
                record.Add(descriptor[i]);
            }
        }

        public void Decide(CoreState core, int programCounter, int target) => Records.Add([target]);

        public void Retire(CoreState core, int programCounter, MachineWord word) { }

        public void Skip(CoreState core, int programCounter, MachineWord word) => throw new InvalidOperationException("no instruction of a compiled program has a predicate");
    }
}
