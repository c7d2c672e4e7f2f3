using System;
using AccelEmu.Isa;

namespace AccelEmu.TestKit;

/// <summary>Fills an instruction with random values that its fields can hold; enumerations are defined, p0 is never written.</summary>
/// <param name="random">Source.</param>
public readonly struct RandomFields(Random random) : IFieldCodec
{
    /// <summary>A random instruction with a random header of its class: a legal encoding that need not fit any program.</summary>
    public static MachineWord Word(InstructionInfo info, Random random)
    {
        RandomFields fields = new(random);
        int instances = info.Class switch
        {
            InstructionClass.Move => 2,
            InstructionClass.Matrix or InstructionClass.Vector => 8,
            _ => 1,
        };
        InstructionHeader header = new(
            info.Opcode,
            new PredicateId((byte)random.Next(PredicateId.Count)),
            random.Next(2) != 0,
            (byte)random.Next(instances),
            new SemaphoreId((byte)random.Next(256)),
            new SemaphoreId((byte)random.Next(256)),
            new SemaphoreId((byte)random.Next(256)),
            new SemaphoreId((byte)random.Next(256)));
        return info.Codec.Map(header.Encode(), ref fields);
    }

    /// <inheritdoc/>
    public DescriptorId Descriptor(string name, int lo, DescriptorId value, string doc) => new((byte)random.Next(DescriptorId.Count));

    /// <inheritdoc/>
    public DescriptorId? OptionalDescriptor(string name, int lo, DescriptorId? value, string doc) =>
        random.Next(2) == 0 ? null : Descriptor(name, lo, default, doc);

    /// <inheritdoc/>
    public RegisterId Register(string name, int lo, RegisterId value, string doc) => new((byte)random.Next(RegisterId.Count));

    /// <inheritdoc/>
    public RegisterId? OptionalRegister(string name, int lo, RegisterId? value, string doc) =>
        random.Next(2) == 0 ? null : Register(name, lo, default, doc);

    /// <inheritdoc/>
    public PredicateId Predicate(string name, int lo, PredicateId value, string doc) => new((byte)random.Next(name == "dst" ? 1 : 0, PredicateId.Count));

    /// <inheritdoc/>
    public CodeAddress Target(string name, int lo, CodeAddress value, string doc) => new(random.Next(CodeAddress.Max + 1));

    /// <inheritdoc/>
    public long Signed(string name, int lo, int width, long value, string doc)
    {
        // Small numbers and the ends of the range are as likely as the whole range.
        long max = long.MaxValue >> (64 - width);
        return random.Next(4) switch
        {
            0 => random.Next(-16, 17),
            1 => max,
            2 => ~max,
            _ => random.NextInt64(long.MinValue, long.MaxValue) >> (64 - width),
        };
    }

    /// <inheritdoc/>
    public uint Unsigned(string name, int lo, int width, uint value, string doc) => (uint)random.NextInt64(1L << width);

    /// <inheritdoc/>
    public uint Option(string name, int lo, int width, uint value, string doc) => random.Next(2) == 0 ? 0 : Unsigned(name, lo, width, value, doc);

    /// <inheritdoc/>
    public TEnum Enumeration<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum
    {
        TEnum[] values = Enum.GetValues<TEnum>();
        return values[random.Next(values.Length)];
    }

    /// <inheritdoc/>
    public TEnum Choice<TEnum>(string name, int lo, int width, TEnum value, string doc) where TEnum : unmanaged, Enum =>
        Enumeration(name, lo, width, value, doc);

    /// <inheritdoc/>
    public DescriptorField Field(string name, int lo, DescriptorField value, string doc) => DescriptorFields.All[random.Next(DescriptorFields.All.Length)];

    /// <inheritdoc/>
    public bool Flag(string name, int bit, bool value, string doc) => random.Next(2) != 0;
}
