using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Isa;

/// <summary>Decodes a word and remembers the first field whose number is not defined.</summary>
/// <param name="word">The word.</param>
internal struct FieldValidator(MachineWord word) : IFieldCodec
{
    private readonly WordDecoder decoder = new(word);

    /// <summary>The first undefined field, or null.</summary>
    public (string Field, string Value, string Legal)? Problem { get; private set; }

    public readonly DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc) => decoder.Descriptor(name, lo, value, doc);

    public readonly DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc) => decoder.OptionalDescriptor(name, lo, value, doc);

    public readonly RegisterId Register(string name, int lo, RegisterId value, string doc) => decoder.Register(name, lo, value, doc);

    public readonly RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc) => decoder.OptionalRegister(name, lo, value, doc);

    public readonly PredicateId Predicate(string name, int lo, PredicateId value, string doc) => decoder.Predicate(name, lo, value, doc);

    public readonly CodeAddress Target(string name, int lo, CodeAddress value, string doc) => decoder.Target(name, lo, value, doc);

    public readonly long Signed(string name, int lo, int width, long value, string doc) => decoder.Signed(name, lo, width, value, doc);

    public readonly uint Unsigned(string name, int lo, int width, uint value, string doc) => decoder.Unsigned(name, lo, width, value, doc);

    public readonly uint Option(string name, int lo, int width, uint value, string doc) => decoder.Option(name, lo, width, value, doc);

    public TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum
    {
        TEnum read = decoder.Enumeration(name, lo, width, value, doc);
        if (Problem is null && !SnakeCase.IsDefined(read))
        {
            Problem = (name, $"{Unsafe.BitCast<TEnum, byte>(read)}", string.Join(", ", SnakeCase.All<TEnum>()));
        }
        return read;
    }

    public TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum =>
        Enumeration(name, lo, width, value, doc);

    public DescriptorField Field(string name, int lo, DescriptorField value, string doc)
    {
        DescriptorField read = decoder.Field(name, lo, value, doc);
        if (Problem is null && !read.IsDefined())
        {
            Problem = (name, $"{(byte)read}", "the code of a descriptor field");
        }
        return read;
    }

    public readonly bool Flag(string name, int bit, bool value, string doc) => decoder.Flag(name, bit, value, doc);
}
