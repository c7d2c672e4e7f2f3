using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Window geometry in a descriptor.</summary>
public static class ConvDescriptor
{
    /// <summary>Largest pad, step, distance and window extent.</summary>
    public const int Limit = 1 << 20;

    /// <summary>Reads and checks a conv descriptor; false with <paramref name="fault"/> when a field is outside its range.</summary>
    public static bool TryRead(in Descriptor descriptor, out ConvGeometry geometry, out DescriptorFault fault)
    {
        geometry = default;
        DescriptorReader reader = new(in descriptor);
        if (reader.Kind(DescriptorKind.Conv))
        {
            geometry.PadTop = (int)reader.Get(DescriptorField.ConvPadTop, 0, Limit);
            geometry.PadBottom = (int)reader.Get(DescriptorField.ConvPadBottom, 0, Limit);
            geometry.PadLeft = (int)reader.Get(DescriptorField.ConvPadLeft, 0, Limit);
            geometry.PadRight = (int)reader.Get(DescriptorField.ConvPadRight, 0, Limit);
            geometry.StrideH = (int)reader.Get(DescriptorField.ConvStrideH, 1, Limit);
            geometry.StrideW = (int)reader.Get(DescriptorField.ConvStrideW, 1, Limit);
            geometry.DilationH = (int)reader.Get(DescriptorField.ConvDilationH, 1, Limit);
            geometry.DilationW = (int)reader.Get(DescriptorField.ConvDilationW, 1, Limit);
            geometry.InputDilationH = (int)reader.Get(DescriptorField.ConvInputDilationH, 1, Limit);
            geometry.InputDilationW = (int)reader.Get(DescriptorField.ConvInputDilationW, 1, Limit);
            geometry.Groups = (int)reader.Get(DescriptorField.ConvGroups, 1, Limit);
            geometry.KernelH = (int)reader.Get(DescriptorField.ConvKernelH, 1, Limit);
            geometry.KernelW = (int)reader.Get(DescriptorField.ConvKernelW, 1, Limit);
            geometry.CountPadding = reader.Flag(DescriptorField.ConvCountPadding);
        }
        fault = reader.Fault;
        return !reader.Failed;
    }

    /// <summary>A descriptor holding <paramref name="geometry"/>.</summary>
    public static Descriptor Create(in ConvGeometry geometry)
    {
        Descriptor descriptor = new() { Kind = DescriptorKind.Conv };
        descriptor[DescriptorField.ConvPadTop] = geometry.PadTop;
        descriptor[DescriptorField.ConvPadBottom] = geometry.PadBottom;
        descriptor[DescriptorField.ConvPadLeft] = geometry.PadLeft;
        descriptor[DescriptorField.ConvPadRight] = geometry.PadRight;
        descriptor[DescriptorField.ConvStrideH] = geometry.StrideH;
        descriptor[DescriptorField.ConvStrideW] = geometry.StrideW;
        descriptor[DescriptorField.ConvDilationH] = geometry.DilationH;
        descriptor[DescriptorField.ConvDilationW] = geometry.DilationW;
        descriptor[DescriptorField.ConvInputDilationH] = geometry.InputDilationH;
        descriptor[DescriptorField.ConvInputDilationW] = geometry.InputDilationW;
        descriptor[DescriptorField.ConvGroups] = geometry.Groups;
        descriptor[DescriptorField.ConvKernelH] = geometry.KernelH;
        descriptor[DescriptorField.ConvKernelW] = geometry.KernelW;
        descriptor[DescriptorField.ConvCountPadding] = geometry.CountPadding ? 1 : 0;
        return descriptor;
    }
}
