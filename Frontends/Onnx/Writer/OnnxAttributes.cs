using System.Collections.Generic;
using System.Linq;
using AccelEmu.Frontends.Protocol;

namespace AccelEmu.Frontends;

/// <summary>Attribute messages with the kind that ONNX asks for beside the contents.</summary>
internal static class OnnxAttributes
{
    private const int Single = 1;
    private const int Number = 2;
    private const int Numbers = 7;

    /// <summary>An integer.</summary>
    public static AttributeMessage Of(string name, long value) => new() { Name = name, Integer = value, Kind = Number };

    /// <summary>A real number.</summary>
    public static AttributeMessage Of(string name, float value) => new() { Name = name, Real = value, Kind = Single };

    /// <summary>A list of integers.</summary>
    public static AttributeMessage Of(string name, IEnumerable<int> values)
    {
        AttributeMessage message = new() { Name = name, Kind = Numbers };
        message.Integers.AddRange(values.Select(v => (long)v));
        return message;
    }
}
