using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Elementwise operations and conversions; they keep the order their operands have.</summary>
internal static class OnnxElementwiseEmitter
{
    public static void Binary(OnnxStep step, BinaryOperationNode binary)
    {
        (Value a, Value b, Value y) = (step.Input(0), step.Input(1), step.Output);
        bool first = step.WorksChannelsFirst;
        DType type = step.File.TypeOf(y);
        bool codes = y.Quantization is not null && type is DType.I8 or DType.U8 && step.File.TypeOf(a) == type && step.File.TypeOf(b) == type;
        if (binary.Operation == BinaryOperation.Add && codes)
        {
            (string scale, string zeroPoint) = step.File.Parameters(y);
            step.CloseCodes(first, binary.Activation, name => step.Emit("QLinearAdd", name, [.. Operand(step, a, first), .. Operand(step, b, first), scale, zeroPoint]));
            return;
        }
        string operation = binary.Operation switch
        {
            BinaryOperation.Add or BinaryOperation.Sub or BinaryOperation.Mul or BinaryOperation.Div => binary.Operation.ToString(),
            BinaryOperation.Max or BinaryOperation.Min => binary.Operation.ToString(),
            _ => throw step.Fail("operation", $"{binary.Operation}", "Add, Sub, Mul, Div, Max, Min"),
        };
        string[] operands = [step.File.Reals(a, first), step.File.Reals(b, first)];
        step.Close(first, binary.Activation, name => step.Emit(operation, name, operands));
    }

    public static void Unary(OnnxStep step, UnaryOperation function)
    {
        bool first = step.WorksChannelsFirst;
        string x = step.File.Reals(step.Input(0), first);
        if (function == UnaryOperation.Rsqrt)
        {
            string root = step.Emit("Sqrt", step.Temporary("root"), [x]);
            step.Close(first, name => step.Emit("Reciprocal", name, [root]));
            return;
        }
        string operation = function switch
        {
            UnaryOperation.Copy => "Identity",
            UnaryOperation.Not => throw step.Fail("operation", $"{function}", "functions of reals"),
            _ => function.ToString(),
        };
        step.Close(first, name => step.Emit(operation, name, [x]));
    }

    public static void Bound(OnnxStep step, Clamp bounds)
    {
        bool first = step.WorksChannelsFirst;
        string x = step.File.Reals(step.Input(0), first);
        if (bounds == Clamp.None)
        {
            step.Close(first, name => step.Emit("Identity", name, [x]));
            return;
        }
        step.Close(first, name => step.Bound(x, bounds, name));
    }

    public static void Compare(OnnxStep step, Comparison comparison)
    {
        bool first = step.WorksChannelsFirst;
        string[] operands = [step.File.Reals(step.Input(0), first), step.File.Reals(step.Input(1), first)];
        string operation = comparison switch
        {
            Comparison.Lt => "Less",
            Comparison.Le => "LessOrEqual",
            Comparison.Gt => "Greater",
            Comparison.Ge => "GreaterOrEqual",
            _ => "Equal",
        };
        string truth = step.Emit(operation, step.Temporary("truth"), operands);
        if (comparison == Comparison.Ne)
        {
            truth = step.Emit("Not", step.Temporary("differs"), [truth]);
        }
        step.Close(first, name => step.Emit("Cast", name, [truth], OnnxAttributes.Of("to", OnnxElements.Code(step.Output.Type))));
    }

    public static void Softmax(OnnxStep step, SoftmaxOperation softmax)
    {
        string x = step.File.Reals(step.Input(0), channelsFirst: false);
        if (softmax.HasAddend)
        {
            x = step.Prepare("Add", step.Temporary("sum"), [x, step.File.Plain(step.Input(1))]);
        }
        if (softmax.Beta != 1)
        {
            x = step.Prepare("Mul", step.Temporary("scaled"), [x, step.Real("beta", softmax.Beta)]);
        }
        step.Close(false, name => step.Emit("Softmax", name, [x], OnnxAttributes.Of("axis", -1)));
    }

    public static void LayerNorm(OnnxStep step, float epsilon)
    {
        string[] operands = [step.File.Reals(step.Input(0), channelsFirst: false), step.File.Plain(step.Input(1)), step.File.Plain(step.Input(2))];
        step.Close(false, name => step.Emit("LayerNormalization", name, operands, OnnxAttributes.Of("axis", -1), OnnxAttributes.Of("epsilon", epsilon)));
    }

    /// <summary>Any of quantise, dequantise and both in a row.</summary>
    public static void Requantize(OnnxStep step)
    {
        bool first = step.WorksChannelsFirst;
        string x = step.File.Reals(step.Input(0), first);
        if (step.Output.Quantization is null)
        {
            step.Close(first, name => step.Emit("Identity", name, [x]));
        }
        else
        {
            step.Quantize(x, first);
        }
    }

    public static void Convert(OnnxStep step)
    {
        bool first = step.WorksChannelsFirst;
        Value x = step.Input(0);
        string source = step.File.Name(x, first);
        if (x.Type.IsFloat() && step.Output.Type.IsInteger())
        {
            source = step.Prepare("Round", step.Temporary("rounded"), [source]);
        }
        step.Emit("Cast", step.File.Define(step.Output, first), [source], OnnxAttributes.Of("to", OnnxElements.Code(step.File.TypeOf(step.Output))));
    }

    private static string[] Operand(OnnxStep step, Value value, bool channelsFirst)
    {
        (string scale, string zeroPoint) = step.File.Parameters(value);
        return [step.File.Name(value, channelsFirst), scale, zeroPoint];
    }
}
