using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Isa;

/// <summary>Reads fields from a word. Undefined numbers pass through: programs are validated once, when they are loaded.</summary>
/// <param name="word">The word.</param>
public readonly struct WordDecoder(MachineWord word) : IFieldCodec
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc) => new((byte)word.Get(lo, 6));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc) =>
        word.Get(lo + 6, 1) != 0 ? new DescriptorId((byte)word.Get(lo, 6)) : null;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RegisterId Register(string name, int lo, RegisterId value, string doc) => new((byte)word.Get(lo, 5));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc) =>
        word.Get(lo + 5, 1) != 0 ? new RegisterId((byte)word.Get(lo, 5)) : null;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PredicateId Predicate(string name, int lo, PredicateId value, string doc) => new((byte)word.Get(lo, 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CodeAddress Target(string name, int lo, CodeAddress value, string doc) => new((int)word.Get(lo, 24));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Signed(string name, int lo, int width, long value, string doc) => (long)(word.Get(lo, width) << (64 - width)) >> (64 - width);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Unsigned(string name, int lo, int width, uint value, string doc) => (uint)word.Get(lo, width);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Option(string name, int lo, int width, uint value, string doc) => (uint)word.Get(lo, width);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum =>
        Unsafe.BitCast<byte, TEnum>((byte)word.Get(lo, width));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum =>
        Unsafe.BitCast<byte, TEnum>((byte)word.Get(lo, width));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DescriptorField Field(string name, int lo, DescriptorField value, string doc) => (DescriptorField)word.Get(lo, 8);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Flag(string name, int bit, bool value, string doc) => word.Get(bit, 1) != 0;
}
