using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Operations whose number of rows is known at run time only.</summary>
internal static class OnnxRowEmitter
{
    /// <summary>NonZero gives a matrix of coordinates; a mask has one.</summary>
    public static void Compact(OnnxStep step)
    {
        string coordinates = step.Emit("NonZero", step.Temporary("coordinates"), [step.File.Plain(step.Input(0))]);
        string rows = step.Emit("Squeeze", step.Temporary("rows"), [coordinates, step.Integers("axes", 0)]);
        step.Emit("Cast", step.File.Define(step.Output, false), [rows], OnnxAttributes.Of("to", OnnxElements.Code(step.Output.Type)));
    }

    public static void Gather(OnnxStep step)
    {
        bool first = step.Output.Shape.Length == 4 && step.File.IsChannelsFirst(step.Input(0));
        step.Emit("Gather", step.File.Define(step.Output, first), [step.File.Name(step.Input(0), first), step.File.Plain(step.Input(1))], OnnxAttributes.Of("axis", 0));
    }

    /// <summary>Coordinates have one column: the row.</summary>
    public static void Scatter(OnnxStep step)
    {
        string wide = step.Emit("Cast", step.Temporary("rows"), [step.File.Plain(step.Input(2))], OnnxAttributes.Of("to", OnnxElements.Code(DType.I64)));
        string coordinates = step.Emit("Unsqueeze", step.Temporary("coordinates"), [wide, step.Integers("axes", 1)]);
        step.Emit("ScatterND", step.File.Define(step.Output, false), [step.File.Plain(step.Input(0)), coordinates, step.File.Plain(step.Input(1))]);
    }
}
