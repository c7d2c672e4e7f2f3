using System;

namespace AccelEmu.Isa;

/// <summary>Why a descriptor cannot be used: what a trap needs to say.</summary>
/// <param name="Kind">Trap it raises: <see cref="TrapKind.BadDescriptor"/> or <see cref="TrapKind.OutOfBounds"/>.</param>
/// <param name="Field">Field in assembly spelling.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Legal">Legal range or rule.</param>
public readonly record struct DescriptorFault(TrapKind Kind, string Field, long Value, string Legal);

/// <summary>Reads fields of one descriptor and remembers the first that is outside its range.</summary>
internal ref struct DescriptorReader(ref readonly Descriptor descriptor)
{
    private readonly ref readonly Descriptor source = ref descriptor;
    private DescriptorFault fault;

    /// <summary>True once a field was outside its range.</summary>
    public bool Failed { get; private set; }

    /// <summary>The first fault; meaningless unless <see cref="Failed"/>.</summary>
    public readonly DescriptorFault Fault => fault;

    public long Get(DescriptorField field, long min, long max)
    {
        long value = source[field];
        if (value < min || value > max)
        {
            Fail(TrapKind.BadDescriptor, field, value, $"{min}..{max}");
        }
        return value;
    }

    public bool Flag(DescriptorField field) => Get(field, 0, 1) != 0;

    public float Float(DescriptorField field) => BitConverter.Int32BitsToSingle((int)source[field]);

    public bool Kind(DescriptorKind kind)
    {
        if (source.Kind != kind && !Failed)
        {
            Failed = true;
            fault = new DescriptorFault(TrapKind.BadDescriptor, "kind", (long)source.Kind, DescriptorFields.KindName(kind));
        }
        return !Failed;
    }

    public void Fail(TrapKind trap, DescriptorField field, long value, string legal)
    {
        if (!Failed)
        {
            Failed = true;
            fault = new DescriptorFault(trap, field.Name(), value, legal);
        }
    }
}
