using System;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Lowers functions, sums, bounds, comparisons and conversions of elements.</summary>
internal static class ElementwiseLowering
{
    /// <summary>y = f(x).</summary>
    public static void Unary(LoweringContext context, Node node, UnaryOperationNode operation)
    {
        Value x = node.Inputs[0], y = node.Outputs[0];
        if (x.Type.IsInteger() && x.Quantization is not null && operation.Function != UnaryOperation.Copy)
        {
            throw Arithmetic(node, $"{operation.Function} of quantised integers; legal: floats and plain integers, or a dequantise and a quantise around it");
        }
        Run(context, node, (core, output, inputs, _) => context.Emitter.Unary(core, operation.Function, output with { ZeroPoint = 0 }, inputs[0] with { ZeroPoint = 0 }));
    }

    /// <summary>y = clamp(a op b).</summary>
    public static void Binary(LoweringContext context, Node node, BinaryOperationNode operation)
    {
        Value a = node.Inputs[0], b = node.Inputs[1], y = node.Outputs[0];
        if (y.Quantization is { } target)
        {
            if (operation.Operation is not (BinaryOperation.Add or BinaryOperation.Sub) || a.Quantization is not { } qa || b.Quantization is not { } qb)
            {
                throw Arithmetic(node, $"{operation.Operation} of quantised integers; legal: Add and Sub of quantised tensors");
            }
            ResidualArguments r = Scaling.OfAddition(node.Name, qa, qb, target, y.Type, operation.Arithmetic, operation.Activation);
            DrainPlan plan = Addition(operation.Operation == BinaryOperation.Sub ? Negated(r) : r, operation.Arithmetic);
            Run(context, node, (core, output, inputs, _) => context.Emitter.QuantizedAdd(core, output, inputs[0], inputs[1], plan));
            return;
        }
        if (operation.Activation == AccelEmu.Compiler.Clamp.None)
        {
            Run(context, node, (core, output, inputs, _) => context.Emitter.Binary(core, operation.Operation, output, inputs[0], inputs[1]));
            return;
        }
        DrainPlan bounds = Bounds(y, operation.Activation);
        ElementwiseCode code = Code(context, node, (core, output, inputs, temporaries) =>
        {
            context.Emitter.Binary(core, operation.Operation, temporaries[0], inputs[0], inputs[1]);
            context.Emitter.Requantize(core, output, temporaries[0], bounds);
        });
        (code with { Temporaries = [y.Type] }).Run();
    }

    /// <summary>y = clamp(x); integers may change quantisation on the way.</summary>
    public static void Clamp(LoweringContext context, Node node, ClampOperation operation)
    {
        Value x = node.Inputs[0], y = node.Outputs[0];
        Scaling scaling = Same(x, y)
            ? new Scaling { SumsType = x.Type }
            : Scaling.OfRequantize(node.Name, x, y, context.Requantization);
        scaling = y.Type.IsInteger()
            ? scaling with { Bounds = ActivationRange.Of(operation.Bounds, y.Type, y.Quantization), ZeroPoint = y.Quantization?.ZeroPoints[0] ?? 0 }
            : scaling with { SumsType = DType.F32, FloatBounds = operation.Bounds };
        Requantize(context, node, scaling);
    }

    /// <summary>Other quantisation or type.</summary>
    public static void Requantize(LoweringContext context, Node node, RequantizeOperation operation) =>
        Requantize(context, node, Scaling.OfRequantize(node.Name, node.Inputs[0], node.Outputs[0], operation.Requantization));

    /// <summary>y = a cmp b.</summary>
    public static void Compare(LoweringContext context, Node node, CompareOperation operation)
    {
        if (!Same(node.Inputs[0], node.Inputs[1]))
        {
            throw Arithmetic(node, $"comparison of {node.Inputs[0]} and {node.Inputs[1]}; legal: one type and one quantisation");
        }
        Run(context, node, (core, output, inputs, _) =>
            context.Emitter.Compare(core, operation.Comparison, output, inputs[0] with { ZeroPoint = 0 }, inputs[1] with { ZeroPoint = 0 }));
    }

    /// <summary>y = (type) x.</summary>
    public static void Convert(LoweringContext context, Node node) =>
        Run(context, node, (core, output, inputs, _) => context.Emitter.Convert(core, output with { ZeroPoint = 0 }, inputs[0] with { ZeroPoint = 0 }));

    /// <summary>fp32 to integers.</summary>
    public static void Quantize(LoweringContext context, Node node, QuantizeOperation operation)
    {
        QuantizationArrays arrays = QuantizationArrays.Of(context, node, node.Outputs[0]);
        ElementwiseCode code = Code(context, node, (core, output, inputs, _) => context.Emitter.Quantize(core, arrays.On(core, output), inputs[0], operation.HalfAway));
        (code with { Parameters = arrays.Parameters, RowDimensions = arrays.RowDimensions }).Run();
    }

    /// <summary>Integers to fp32.</summary>
    public static void Dequantize(LoweringContext context, Node node)
    {
        QuantizationArrays arrays = QuantizationArrays.Of(context, node, node.Inputs[0]);
        ElementwiseCode code = Code(context, node, (core, output, inputs, _) => context.Emitter.Dequantize(core, output, arrays.On(core, inputs[0])));
        (code with { Parameters = arrays.Parameters, RowDimensions = arrays.RowDimensions }).Run();
    }

    /// <summary>Softmax of rows; quantised ones by way of fp32.</summary>
    public static void Softmax(LoweringContext context, Node node, SoftmaxOperation operation)
    {
        Value x = node.Inputs[0], y = node.Outputs[0];
        if (x.Type == DType.F32 && y.Type == DType.F32)
        {
            ElementwiseCode plain = Code(context, node, (core, output, inputs, temporaries) =>
            {
                View sum = operation.HasAddend ? temporaries[0] : inputs[0];
                if (operation.HasAddend)
                {
                    context.Emitter.Binary(core, BinaryOperation.Add, sum, inputs[0], inputs[1]);
                }
                context.Emitter.Softmax(core, output, sum, operation.Beta);
            });
            (plain with { RowDimensions = 1, Temporaries = operation.HasAddend ? [DType.F32] : [], NearBytes = operation.HasAddend ? ElementwiseCode.Near : long.MaxValue }).Run();
            return;
        }
        if (x.Quantization is not { Scales.Length: 1 } qx || y.Quantization is not { Scales.Length: 1 } qy)
        {
            throw Arithmetic(node, $"softmax of {x} into {y}; legal: f32, or integers quantised per tensor");
        }
        Parameters parameters = new(context, node.Name, Parameters.Of((float[])[qx.Scales[0], qy.Scales[0]]));
        ElementwiseCode code = Code(context, node, (core, output, inputs, temporaries) =>
        {
            Buffer scales = parameters.On(core);
            context.Emitter.Dequantize(core, temporaries[0], inputs[0] with { Scales = scales.Base, ScaleCount = 1 });
            if (operation.HasAddend)
            {
                context.Emitter.Binary(core, BinaryOperation.Add, temporaries[0], temporaries[0], inputs[1]);
            }
            context.Emitter.Softmax(core, temporaries[1], temporaries[0], operation.Beta);
            context.Emitter.Quantize(core, output with { Scales = scales.Base + 4, ScaleCount = 1 }, temporaries[1], operation.HalfAway);
        });
        (code with { RowDimensions = 1, Parameters = parameters, Temporaries = [DType.F32, DType.F32], NearBytes = ElementwiseCode.Near }).Run();
    }

    /// <summary>y = table[x].</summary>
    public static void Table(LoweringContext context, Node node, TableOperation operation)
    {
        Parameters parameters = new(context, node.Name, [.. operation.Codes]);
        ElementwiseCode code = Code(context, node, (core, output, inputs, _) =>
            context.Emitter.Lookup(core, output with { ZeroPoint = 0 }, inputs[0] with { ZeroPoint = 0 }, View.Dense(parameters.On(core), 0, output.Type, 256)));
        (code with { Parameters = parameters }).Run();
    }

    /// <summary>A drain that only bounds values of a type.</summary>
    public static DrainPlan Bounds(Value y, Clamp bounds) => new(
        DrainTemplates.Scalars(y.Type.IsFloat()
            ? new Scaling { SumsType = DType.F32, FloatBounds = bounds }
            : new Scaling { SumsType = y.Type, Bounds = ActivationRange.Of(bounds, y.Type, y.Quantization), ZeroPoint = y.Quantization?.ZeroPoints[0] ?? 0 }, Space.Scratchpad),
        [], null);

    /// <summary>Whether two values hold raw numbers of one meaning.</summary>
    public static bool Same(Value a, Value b) => a.Type == b.Type && (a.Quantization is null) == (b.Quantization is null)
        && (a.Quantization is null || (a.Quantization.Scales.SequenceEqual(b.Quantization!.Scales) && a.Quantization.ZeroPoints.SequenceEqual(b.Quantization.ZeroPoints)));

    /// <summary>a − b as an addition: the second factor changes its sign.</summary>
    internal static ResidualArguments Negated(ResidualArguments r)
    {
        r.MultiplierB = -r.MultiplierB;
        r.ScaleB = -r.ScaleB;
        return r;
    }

    private static DrainPlan Addition(ResidualArguments r, ResidualMode mode)
    {
        Descriptor d = DrainTemplates.Scalars(new Scaling { ResidualMode = mode, Residual = r }, Space.Scratchpad);
        // The instruction names its second operand itself; the field must still be a descriptor.
        d[DescriptorField.DrainResidual] = 0;
        return new DrainPlan(d, [], null);
    }

    private static void Requantize(LoweringContext context, Node node, Scaling scaling)
    {
        DrainPlan plan = new(DrainTemplates.Scalars(scaling, Space.Scratchpad), [], null);
        Run(context, node, (core, output, inputs, _) => context.Emitter.Requantize(core, output, inputs[0], plan));
    }

    private static void Run(LoweringContext context, Node node, TileEmitter emit) => Code(context, node, emit).Run();

    /// <summary>Code of a node whose inputs broadcast to its output.</summary>
    internal static ElementwiseCode Code(LoweringContext context, Node node, TileEmitter emit)
    {
        View output = context.ViewOf(node.Outputs[0]);
        if (node.Inputs.Append(node.Outputs[0]).Any(value => value.Type.IsSubByte()))
        {
            throw Arithmetic(node, "elements of less than a byte; legal: types of at least 8 bits");
        }
        return new ElementwiseCode
        {
            Context = context,
            Node = node.Name,
            Output = output,
            Inputs = [.. node.Inputs.Select(input => Broadcast.To(context.ViewOf(input), output.Dims, node.Name))],
            Symbol = LoweringContext.LeadingSymbol(node.Name, node.Outputs[0]),
            Emit = emit,
        };
    }

    private static CompileException Arithmetic(Node node, string what) => new("compile.arithmetic", node.Name, $"asks for {what}");
}
