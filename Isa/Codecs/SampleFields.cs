using System;

namespace AccelEmu.Isa;

/// <summary>Fills an instruction with small distinct operands and every optional one present: the manual's examples.</summary>
internal struct SampleFields : IFieldCodec
{
    private byte descriptors;
    private byte registers;
    private bool registerChosen;

    public DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc) => new(descriptors++);

    public DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc) => new DescriptorId(descriptors++);

    public RegisterId Register(string name, int lo, RegisterId value, string doc)
    {
        // Pairs of registers (philox) must not overlap.
        registers += 2;
        return new RegisterId((byte)(registers - 2));
    }

    public RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc)
    {
        registerChosen = true;
        return Register(name, lo, default, doc);
    }

    public readonly PredicateId Predicate(string name, int lo, PredicateId value, string doc) => new(1);

    public readonly CodeAddress Target(string name, int lo, CodeAddress value, string doc) => new(2);

    public readonly long Signed(string name, int lo, int width, long value, string doc) => registerChosen ? 0 : 8;

    public readonly uint Unsigned(string name, int lo, int width, uint value, string doc) =>
        name.StartsWith("axis", StringComparison.Ordinal) ? (uint)(name[^1] - '0') : name is "template" or "table" ? 0u : 1u;

    public readonly uint Option(string name, int lo, int width, uint value, string doc) => 0;

    public readonly TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum => Enum.GetValues<TEnum>()[0];

    public readonly TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum => Enum.GetValues<TEnum>()[1];

    public readonly DescriptorField Field(string name, int lo, DescriptorField value, string doc) => DescriptorField.TileOffset;

    public readonly bool Flag(string name, int bit, bool value, string doc) => true;
}
