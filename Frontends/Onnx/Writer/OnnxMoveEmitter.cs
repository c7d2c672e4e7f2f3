using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Operations that reshape, reorder, join or cut without arithmetic.</summary>
internal static class OnnxMoveEmitter
{
    /// <summary>NCHW axis of each NHWC axis.</summary>
    private static readonly int[] s_channelsFirstAxis = [0, 2, 3, 1];

    /// <summary>NHWC axis of each NCHW axis.</summary>
    private static readonly int[] s_channelsFirst = [0, 3, 1, 2];

    public static void Reshape(OnnxStep step)
    {
        (Value x, Value y) = (step.Input(0), step.Output);
        // One pixel, or one channel: both orders are the same.
        bool either = x.Shape.Length == 4 && step.File.IsChannelsFirst(x) && ((x.Shape[1] == 1 && x.Shape[2] == 1) || x.Shape[3] == 1);
        string source = step.File.Name(x, either);
        // Zero stands for the operand's extent at the same place, minus one for what remains.
        IEnumerable<long> shape = y.Shape.Select((d, axis) => d.IsStatic ? d.Size : axis < x.Shape.Length && x.Shape[axis] == d ? 0 : -1);
        step.Emit("Reshape", step.File.Define(y, false), [source, step.Integers("shape", shape)]);
    }

    public static void Transpose(OnnxStep step, TransposeOperation transpose) =>
        step.Emit("Transpose", step.File.Define(step.Output, false), [step.File.Plain(step.Input(0))], OnnxAttributes.Of("perm", transpose.Permutation));

    public static void Pad(OnnxStep step, PadOperation pad)
    {
        bool first = step.WorksChannelsFirst;
        Value x = step.Input(0);
        string value = x.Type.IsInteger()
            ? step.File.Initializer(step.Temporary("border"), step.File.TypeOf(x), [], step.File.Code(x, (int)pad.Value))
            : x.Type == DType.F32 ? step.Real("border", pad.Value) : throw step.Fail("operand", $"{x}", "f32 or integers");
        string pads = step.Integers("pads", Ordered(pad.Before, first).Concat(Ordered(pad.After, first)));
        step.Emit("Pad", step.File.Define(step.Output, first), [step.File.Name(x, first), pads, value]);
    }

    public static void Concat(OnnxStep step, int axis)
    {
        bool first = step.WorksChannelsFirst;
        string[] operands = [.. Enumerable.Range(0, step.Inputs).Select(i => step.File.Name(step.Input(i), first))];
        step.Emit("Concat", step.File.Define(step.Output, first), operands, OnnxAttributes.Of("axis", first ? s_channelsFirstAxis[axis] : axis));
    }

    public static void Slice(OnnxStep step, SliceOperation slice)
    {
        bool first = step.WorksChannelsFirst;
        IEnumerable<int> ends = step.Output.Shape.Select((d, axis) => slice.Starts[axis] + (((int)d.Size - 1) * slice.Steps[axis]) + 1);
        string[] lists =
        [
            step.Integers("starts", Ordered([.. slice.Starts], first)),
            step.Integers("ends", Ordered([.. ends], first)),
            step.Integers("axes", Enumerable.Range(0, slice.Starts.Length).Select(a => (long)a)),
            step.Integers("steps", Ordered([.. slice.Steps], first)),
        ];
        step.Emit("Slice", step.File.Define(step.Output, first), [step.File.Name(step.Input(0), first), .. lists]);
    }

    /// <summary>One number for each axis, in the order of the operand's axes.</summary>
    private static IEnumerable<long> Ordered(IReadOnlyList<int> numbers, bool channelsFirst) =>
        channelsFirst ? s_channelsFirst.Select(axis => (long)numbers[axis]) : numbers.Select(n => (long)n);
}
