using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator.Tests;

/// <summary>Small programs by hand.</summary>
internal sealed class ProgramBuilder
{
    private readonly List<MachineWord>[] code;
    private readonly List<Descriptor> templates = [];
    private readonly List<SemaphoreDeclaration> semaphores = [];

    public ProgramBuilder(int cores = 1) => code = [.. Enumerable.Range(0, cores).Select(_ => new List<MachineWord>())];

    public List<TensorBinding> Bindings { get; } = [];

    public static RegisterId R(int i) => new((byte)i);

    public static DescriptorId D(int i) => new((byte)i);

    public static SemaphoreId S(int i) => new((byte)i);

    public static readonly UnitId Ctl = new(UnitKind.Control, 0), Ldq = new(UnitKind.Load, 0), Stq = new(UnitKind.Store, 0), Mx = new(UnitKind.Matrix, 0), Vx = new(UnitKind.Vector, 0);

    public int Here(int core = 0) => code[core].Count;

    public ProgramBuilder Emit<T>(T instruction, InstructionHeader header = default, int core = 0) where T : struct, IInstruction<T>
    {
        code[core].Add(InstructionSet.Encode(instruction, header));
        return this;
    }

    public ProgramBuilder Replace<T>(int position, T instruction, int core = 0) where T : struct, IInstruction<T>
    {
        code[core][position] = InstructionSet.Encode(instruction);
        return this;
    }

    /// <summary>Loads a descriptor into a slot.</summary>
    public ProgramBuilder Set(int slot, in Descriptor descriptor, int core = 0)
    {
        templates.Add(descriptor);
        return Emit(new DescriptorLoad(D(slot), (uint)(templates.Count - 1)), core: core);
    }

    /// <summary>Loads a dense tile descriptor into a slot.</summary>
    public ProgramBuilder Tile(int slot, Space space, long address, in TileShape shape, int core = 0, int of = -1) =>
        Set(slot, TileDescriptor.Create(space, address, shape.SpanBytes(), 0, shape, of), core);

    public SemaphoreId Semaphore(int id, UnitId producer, UnitId consumer, int initial = 0, int producerCore = 0, int consumerCore = 0)
    {
        semaphores.Add(new SemaphoreDeclaration(S(id), $"s{id}", producerCore, producer, consumerCore, consumer, initial));
        return S(id);
    }

    public MachineProgram Build(bool halt = true)
    {
        foreach (List<MachineWord> words in code)
        {
            if (halt)
            {
                words.Add(InstructionSet.Encode(new Halt()));
            }
        }
        return new MachineProgram
        {
            Name = "test",
            Code = [.. code.Select(words => words.ToImmutableArray())],
            Entries = [.. code.Select(_ => 0)],
            Templates = [.. templates],
            Semaphores = [.. semaphores],
            Bindings = [.. Bindings],
            DramBytes = TestMachines.DramBytes,
            ScratchpadBytes = TestMachines.ScratchpadBytes,
            AccumulatorBytes = TestMachines.AccumulatorBytes,
        };
    }
}
