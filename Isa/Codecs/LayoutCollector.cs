using System;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AccelEmu.Isa;

/// <summary>Lists the fields an instruction declares.</summary>
internal readonly struct LayoutCollector : IFieldCodec
{
    private readonly ImmutableArray<FieldLayout>.Builder fields;

    public LayoutCollector() => fields = ImmutableArray.CreateBuilder<FieldLayout>();

    /// <summary>The fields of an instruction in declaration order.</summary>
    public static ImmutableArray<FieldLayout> Collect(IInstructionCodec codec)
    {
        LayoutCollector collector = new();
        codec.Map(default, ref collector);
        return collector.fields.DrainToImmutable();
    }

    public DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc) => Add(name, FieldKind.Descriptor, lo, 6, value, doc);

    public DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc) => Add(name, FieldKind.OptionalDescriptor, lo, 7, value, doc);

    public RegisterId Register(string name, int lo, RegisterId value, string doc) => Add(name, FieldKind.Register, lo, 5, value, doc);

    public RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc) => Add(name, FieldKind.OptionalRegister, lo, 6, value, doc);

    public PredicateId Predicate(string name, int lo, PredicateId value, string doc) => Add(name, FieldKind.Predicate, lo, 4, value, doc);

    public CodeAddress Target(string name, int lo, CodeAddress value, string doc) => Add(name, FieldKind.Target, lo, 24, value, doc);

    public long Signed(string name, int lo, int width, long value, string doc) => Add(name, FieldKind.Signed, lo, width, value, doc);

    public uint Unsigned(string name, int lo, int width, uint value, string doc) => Add(name, FieldKind.Unsigned, lo, width, value, doc);

    public uint Option(string name, int lo, int width, uint value, string doc) => Add(name, FieldKind.Option, lo, width, value, doc);

    public TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum => AddEnum(name, FieldKind.Enumeration, lo, width, value, doc);

    public TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum => AddEnum(name, FieldKind.Choice, lo, width, value, doc);

    public DescriptorField Field(string name, int lo, DescriptorField value, string doc) => Add(name, FieldKind.Field, lo, 8, value, doc);

    public bool Flag(string name, int bit, bool value, string doc) => Add(name, FieldKind.Flag, bit, 1, value, doc);

    private T Add<T>(string name, FieldKind kind, int lo, int width, T value, string doc)
    {
        fields.Add(new FieldLayout(name, kind, lo, width, doc, "", []));
        return value;
    }

    private TEnum AddEnum<TEnum>(string name, FieldKind kind, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum
    {
        ImmutableArray<(string Name, int Number)>.Builder values = ImmutableArray.CreateBuilder<(string Name, int Number)>();
        foreach (TEnum member in Enum.GetValues<TEnum>())
        {
            values.Add((SnakeCase.Name(member), Unsafe.BitCast<TEnum, byte>(member)));
        }
        fields.Add(new FieldLayout(name, kind, lo, width, doc, typeof(TEnum).Name, values.DrainToImmutable()));
        return value;
    }
}
