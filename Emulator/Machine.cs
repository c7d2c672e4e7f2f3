using System;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using Microsoft.Extensions.ObjectPool;

namespace AccelEmu.Emulator;

/// <summary>
/// A machine: memories and cores that execute programs bit-exactly. A trap, a yield and an exhausted budget are values in the result, not
/// exceptions, and leave the machine open to inspection. One machine serves one thread at a time.
/// </summary>
public sealed partial class Machine : IDisposable, IResettable
{
    private readonly MachineState state;
    private ControlInterpreter? interpreter;
    private RunRecording? recording;
    private bool resumable;
    private int nextCore;

    /// <summary>A machine at power-on: every byte zero, no program.</summary>
    /// <param name="config">Capacities and features.</param>
    public Machine(MachineConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        state = new MachineState(config);
    }

    /// <summary>Capacities and features.</summary>
    public MachineConfig Config { get; }

    /// <summary>Whether large loads may be put off until somebody could tell.</summary>
    internal bool DefersCopies
    {
        get => state.DefersCopies;
        set => state.DefersCopies = value;
    }

    /// <summary>The loaded program, or null.</summary>
    public MachineProgram? Program => interpreter?.Program.Program;

    /// <summary>Memory shared by the cores.</summary>
    public MachineMemory Dram => state.Dram;

    /// <summary>The operand memory of a core.</summary>
    public MachineMemory Scratchpad(int core) => state.Cores[core].Scratchpad;

    /// <summary>The memory of sums of a core.</summary>
    public MachineMemory Accumulator(int core) => state.Cores[core].Accumulator;

    /// <summary>Control state of a core, as it is after the last run.</summary>
    public CoreState Core(int core) => state.Cores[core].State;

    /// <summary>Back to power-on, then places the program's constants in DRAM and its cores at their entries.</summary>
    /// <exception cref="IsaException">The program is not legal or needs what the machine lacks.</exception>
    public void Load(MachineProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        PreparedProgram prepared = PreparedProgram.Create(program, Config);
        Reset();
        interpreter = new ControlInterpreter(prepared);
        state.Semaphores = new SemaphoreTable(program, prepared.Cores);
        foreach (ConstantSegment constant in program.Constants)
        {
            Dram.Write(constant.Address, constant.Data.AsSpan());
        }
        Restart();
    }

    /// <summary>The next run starts at the entries with empty accumulators, whatever the last one left; DRAM and scratchpads stay.</summary>
    public void Restart()
    {
        PreparedProgram program = Loaded();
        state.Semaphores.Reset();
        foreach (CoreResources core in state.Cores)
        {
            core.Accumulator.Reset();
            core.State.Reset(core.State.Index < program.Cores ? program.Program.Entries[core.State.Index] : 0);
            core.State.Halted = core.State.Index >= program.Cores;
        }
        recording = null;
        resumable = false;
        nextCore = 0;
    }

    /// <summary>Back to power-on, without a program. Only touched ranges are cleared.</summary>
    public void Reset()
    {
        Dram.Reset();
        foreach (CoreResources core in state.Cores)
        {
            core.Scratchpad.Reset();
            core.Accumulator.Reset();
            core.State.Reset(0);
        }
        interpreter = null;
        recording = null;
        state.Semaphores = SemaphoreTable.Empty;
        resumable = false;
        nextCore = 0;
    }

    /// <inheritdoc/>
    bool IResettable.TryReset()
    {
        Reset();
        return true;
    }

    /// <summary>Writes a model tensor, dense row-major.</summary>
    /// <param name="name">Binding's name.</param>
    /// <param name="data">As many bytes as the binding has.</param>
    /// <exception cref="ArgumentException">No such binding, or another number of bytes.</exception>
    public void WriteTensor(string name, ReadOnlySpan<byte> data)
    {
        TensorBinding binding = Binding(name);
        if (data.Length != binding.Bytes)
        {
            throw new ArgumentException($"tensor {name}: {data.Length} bytes; legal: {binding.Bytes}, {binding.Type.Name()}[{string.Join(", ", binding.Shape)}]", nameof(data));
        }
        Dram.Write(binding.Address, data);
    }

    /// <summary>Reads a model tensor, dense row-major.</summary>
    /// <exception cref="ArgumentException">No such binding.</exception>
    public byte[] ReadTensor(string name)
    {
        TensorBinding binding = Binding(name);
        byte[] data = new byte[binding.Bytes];
        Dram.Read(binding.Address, data);
        return data;
    }

    /// <summary>Reads the tile a core's descriptor names now, such as the buffer of a yield, as dense row-major bytes.</summary>
    /// <exception cref="ArgumentException">The descriptor is not a tile inside its memory.</exception>
    public byte[] ReadTile(int core, DescriptorId descriptor)
    {
        if (!TileDescriptor.TryRead(Core(core).Descriptors[descriptor.Index], out TileDescriptor tile, out DescriptorFault fault))
        {
            throw new ArgumentException($"descriptor {descriptor}: {fault.Field} is {fault.Value}; legal: {fault.Legal}", nameof(descriptor));
        }
        if (tile.Space != Space.Dram && tile.Core >= state.Cores.Length)
        {
            throw new ArgumentException($"descriptor {descriptor}: core is {tile.Core}; legal: -1..{state.Cores.Length - 1}", nameof(descriptor));
        }
        MachineMemory memory = state.Memory(tile.Space, tile.Core < 0 ? core : tile.Core);
        long span = tile.Shape.SpanBytes();
        if (tile.Shape.Layout != Layout.Plain || tile.Shape.Format != SparseFormat.Dense || span > int.MaxValue || !memory.Contains(tile.Address, span))
        {
            throw new ArgumentException($"descriptor {descriptor}: not a dense plain tile inside {memory}", nameof(descriptor));
        }
        TileShape dense = TileShape.Dense(tile.Shape.Type, ((ReadOnlySpan<long>)tile.Shape.Dims)[..tile.Shape.Rank]);
        byte[] data = new byte[dense.SpanBytes()];
        Reference.Move(new Tile(data, dense), new Tile(memory.View(tile.Address, (int)span), tile.Shape));
        return data;
    }

    /// <inheritdoc/>
    public void Dispose() => state.Dispose();

    private PreparedProgram Loaded() => interpreter?.Program ?? throw new InvalidOperationException("no program is loaded; call Load first");

    private TensorBinding Binding(string name)
    {
        foreach (TensorBinding binding in Loaded().Program.Bindings)
        {
            if (binding.Name == name)
            {
                return binding;
            }
        }
        throw new ArgumentException($"no tensor {name} in program {Loaded().Program.Name}; it has {string.Join(", ", Loaded().Program.Bindings.Select(b => b.Name))}", nameof(name));
    }
}
