using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Isa;

/// <summary>Writes fields into a word. A value that does not fit is an <see cref="IsaException"/> naming field and legal range.</summary>
/// <param name="start">The word with its header in place.</param>
public struct WordEncoder(MachineWord start) : IFieldCodec
{
    /// <summary>The word so far.</summary>
    public MachineWord Word { get; private set; } = start;

    /// <inheritdoc/>
    public DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc)
    {
        Put(name, lo, 6, value.Index);
        return value;
    }

    /// <inheritdoc/>
    public DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc)
    {
        if (value is { } id)
        {
            Put(name, lo, 6, id.Index);
            Put(name, lo + 6, 1, 1);
        }
        return value;
    }

    /// <inheritdoc/>
    public RegisterId Register(string name, int lo, RegisterId value, string doc)
    {
        Put(name, lo, 5, value.Index);
        return value;
    }

    /// <inheritdoc/>
    public RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc)
    {
        if (value is { } id)
        {
            Put(name, lo, 5, id.Index);
            Put(name, lo + 5, 1, 1);
        }
        return value;
    }

    /// <inheritdoc/>
    public PredicateId Predicate(string name, int lo, PredicateId value, string doc)
    {
        Put(name, lo, 4, value.Index);
        return value;
    }

    /// <inheritdoc/>
    public CodeAddress Target(string name, int lo, CodeAddress value, string doc)
    {
        Put(name, lo, 24, (ulong)value.Index);
        return value;
    }

    /// <inheritdoc/>
    public long Signed(string name, int lo, int width, long value, string doc)
    {
        long bound = width == 64 ? long.MaxValue : (1L << (width - 1)) - 1;
        if (value > bound || value < ~bound)
        {
            throw IsaException.OutOfRange(name, value, ~bound, bound);
        }
        Word = Word.With(lo, width, width == 64 ? (ulong)value : (ulong)value & ((1UL << width) - 1));
        return value;
    }

    /// <inheritdoc/>
    public uint Unsigned(string name, int lo, int width, uint value, string doc)
    {
        Put(name, lo, width, value);
        return value;
    }

    /// <inheritdoc/>
    public uint Option(string name, int lo, int width, uint value, string doc) => Unsigned(name, lo, width, value, doc);

    /// <inheritdoc/>
    public TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum
    {
        Put(name, lo, width, Unsafe.BitCast<TEnum, byte>(value));
        return value;
    }

    /// <inheritdoc/>
    public TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum =>
        Enumeration(name, lo, width, value, doc);

    /// <inheritdoc/>
    public DescriptorField Field(string name, int lo, DescriptorField value, string doc)
    {
        Put(name, lo, 8, (ulong)value);
        return value;
    }

    /// <inheritdoc/>
    public bool Flag(string name, int bit, bool value, string doc)
    {
        Put(name, bit, 1, value ? 1UL : 0);
        return value;
    }

    private void Put(string name, int lo, int width, ulong value)
    {
        if (width < 64 && value >> width != 0)
        {
            throw IsaException.OutOfRange(name, (long)value, 0, (1L << width) - 1);
        }
        Word = Word.With(lo, width, value);
    }
}
