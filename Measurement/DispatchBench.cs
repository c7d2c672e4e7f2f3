using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>The control interpreter alone, on a host that does nothing; speeds count instructions.</summary>
internal static class DispatchBench
{
    private const int Passes = 2000;
    private static readonly string[] Operations = ["add", "sub", "mul", "and", "or", "xor", "shl", "shr", "sar", "min", "max"];

    public static IEnumerable<BenchRow> Run(BenchSession session)
    {
        yield return Time(session, "tight loop, 18 instructions", Loop(18));
        yield return Time(session, "random, 4000 instructions", Loop(4000));
    }

    // A hardware loop around random arithmetic with a compare and a branch every eight instructions.
    private static string Loop(int length)
    {
        Random random = new(9);
        StringBuilder text = new();
        text.AppendLine("li r1, 3").AppendLine("li r2, -7");
        text.AppendLine(CultureInfo.InvariantCulture, $"loop done, count={Math.Max(1, Passes * 18 / length)}");
        for (int i = 0; i < length; i++)
        {
            int dst = random.Next(3, 30), a = random.Next(1, 30), b = random.Next(1, 30);
            string operation = Operations[random.Next(Operations.Length)];
            text.AppendLine((i % 8) switch
            {
                3 => string.Create(CultureInfo.InvariantCulture, $"li r{dst}, {random.Next()}"),
                5 when i + 1 < length => string.Create(CultureInfo.InvariantCulture, $"branch lt, r{a}, r{b}, next{i}\nnext{i}:"),
                1 or 7 => string.Create(CultureInfo.InvariantCulture, $"alui {operation}, r{dst}, r{a}, {random.Next(1, 64)}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"alu {operation}, r{dst}, r{a}, r{b}"),
            });
        }
        text.AppendLine("done:").AppendLine("halt");
        return text.ToString();
    }

    private static BenchRow Time(BenchSession session, string name, string source)
    {
        PreparedProgram program = PreparedProgram.Create(Assembler.Assemble(source));
        ControlInterpreter interpreter = new(program);
        CoreState core = program.CreateCore(0);
        IdleHost host = default;
        long executed = 0;
        Execute();
        return session.Compare("dispatch", name, executed, [new Contender("scalar instructions", "interpreter", Execute)], 1)[0];

        void Execute()
        {
            core.Reset(0);
            long budget = long.MaxValue;
            if (interpreter.Run(core, ref host, ref budget) != StepResult.Halted)
            {
                throw new InvalidOperationException("the dispatch program did not halt");
            }
            executed = long.MaxValue - budget;
        }
    }

    private struct IdleHost : IControlHost
    {
        public readonly bool TryLoadScalar(CoreState core, Space space, long address, DType type, out long value)
        {
            value = 0;
            return true;
        }

        public readonly bool TryStoreScalar(CoreState core, Space space, long address, DType type, long value) => true;

        public readonly WaitOutcome Wait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second, out SemaphoreId lacking)
        {
            lacking = default;
            return WaitOutcome.Proceed;
        }

        public readonly void Unwait(CoreState core, UnitId consumer, SemaphoreId first, SemaphoreId second)
        {
        }

        public readonly void Signal(CoreState core, UnitId producer, SemaphoreId semaphore)
        {
        }

        public readonly bool Issue(CoreState core, int programCounter, in InstructionHeader header, MachineWord word) => true;

        public readonly void Decide(CoreState core, int programCounter, int target)
        {
        }

        public readonly void Retire(CoreState core, int programCounter, MachineWord word)
        {
        }

        public readonly void Skip(CoreState core, int programCounter, MachineWord word)
        {
        }
    }
}
