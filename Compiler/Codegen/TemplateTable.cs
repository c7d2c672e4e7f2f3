using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>The program's descriptor templates, each content once.</summary>
internal sealed class TemplateTable
{
    private readonly ImmutableArray<Descriptor>.Builder templates = ImmutableArray.CreateBuilder<Descriptor>();
    private readonly Dictionary<Descriptor, uint> numbers = new(DescriptorContent.Comparer);

    /// <summary>All templates.</summary>
    public ImmutableArray<Descriptor> Templates => templates.ToImmutable();

    /// <summary>The number of a content.</summary>
    public uint NumberOf(in Descriptor descriptor)
    {
        if (!numbers.TryGetValue(descriptor, out uint number))
        {
            number = (uint)templates.Count;
            if (number > ushort.MaxValue)
            {
                throw new CompileException("compile.capacity", "program", $"needs more than {ushort.MaxValue + 1} descriptor templates; compile for a machine with larger memories");
            }
            templates.Add(descriptor);
            numbers.Add(descriptor, number);
        }
        return number;
    }
}
