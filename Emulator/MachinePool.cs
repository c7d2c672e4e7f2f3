using System;
using AccelEmu.Isa;
using Microsoft.Extensions.ObjectPool;

namespace AccelEmu.Emulator;

/// <summary>Machines of one configuration, kept for reuse. A rented machine is as good as new: memories zero, no program. Safe for many threads.</summary>
public sealed class MachinePool : IDisposable
{
    private readonly ObjectPool<Machine> pool;

    /// <summary>An empty pool.</summary>
    /// <param name="config">Capacities and features of its machines.</param>
    /// <param name="retained">Machines kept at most; more can be rented.</param>
    public MachinePool(MachineConfig config, int retained = 4)
    {
        pool = new DefaultObjectPoolProvider { MaximumRetained = retained }.Create(new Policy(config));
    }

    /// <summary>A clean machine; give it back by <see cref="Return"/>.</summary>
    public Machine Rent() => pool.Get();

    /// <summary>Cleans a machine and keeps it, or disposes it when there are enough.</summary>
    public void Return(Machine machine) => pool.Return(machine);

    /// <inheritdoc/>
    public void Dispose() => (pool as IDisposable)?.Dispose();

    private sealed class Policy(MachineConfig config) : PooledObjectPolicy<Machine>
    {
        public override Machine Create() => new(config);

        public override bool Return(Machine obj) => ((IResettable)obj).TryReset();
    }
}
