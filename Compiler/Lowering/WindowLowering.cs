using System;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Lowers poolings and depthwise convolutions.</summary>
internal static class WindowLowering
{
    /// <summary>Window maximum or mean.</summary>
    public static void Pool(LoweringContext context, Node node, PoolOperation operation)
    {
        Value x = node.Inputs[0], y = node.Outputs[0];
        if (!ElementwiseLowering.Same(x, y))
        {
            throw new CompileException("compile.arithmetic", node.Name, $"pools {x} into {y}; legal: one type and one quantisation");
        }
        bool isBounded = operation.Activation != Clamp.None;
        DrainPlan bounds = ElementwiseLowering.Bounds(y, operation.Activation);
        View source = context.ViewOf(x), target = context.ViewOf(y);
        CheckShape(node, operation.Geometry, source, target, 1);
        new WindowCode
        {
            Context = context,
            Node = node.Name,
            X = source,
            Y = target,
            Geometry = operation.Geometry,
            Symbol = LoweringContext.LeadingSymbol(node.Name, x),
            Emit = (core, output, input, geometry, _, _, _) =>
            {
                context.Emitter.Pool(core, operation.Kind, output with { ZeroPoint = 0 }, input with { ZeroPoint = 0 }, geometry);
                if (isBounded)
                {
                    context.Emitter.Requantize(core, output, output, bounds);
                }
            },
        }.Run();
    }

    /// <summary>Depthwise convolution.</summary>
    public static void Depthwise(LoweringContext context, Node node, DepthwiseConvOperation operation)
    {
        Operands o = Operands.Of(node, operation.HasBias, operation.Residual);
        View x = context.ViewOf(o.X), y = context.ViewOf(o.Y);
        if (o.W.Constant is null || o.W.Shape.Length != 3 || o.W.Type.IsSubByte())
        {
            throw new CompileException("compile.weights", node.Name, $"has weights {o.W}; legal: a constant [KH, KW, C·m] of at least 8 bits");
        }
        ConvGeometry g = operation.Geometry;
        (g.KernelH, g.KernelW) = ((int)o.W.Shape[0].Size, (int)o.W.Shape[1].Size);
        g.Groups = 1;
        CheckShape(node, g, x, y, y.Dims[3] / x.Dims[3]);
        Scaling scaling = Scaling.OfMatrix(node.Name, o.X, o.W, o.Bias, o.Y, operation.Activation, operation.Requantization ?? context.Requantization, operation.Residual, o.Residual);
        long Weights(long channels) => WorkArea.Align(o.W.Type.BytesOf(g.KernelH * g.KernelW * channels));
        new WindowCode
        {
            Context = context,
            Node = node.Name,
            X = x,
            Y = y,
            Residual = o.Residual is null ? null : context.ViewOf(o.Residual),
            Geometry = g,
            Symbol = LoweringContext.LeadingSymbol(node.Name, o.X),
            SumBytes = scaling.SumBytes,
            ConstantBytes = channels => Weights(channels) + DrainTemplates.ParameterBytes(scaling, channels),
            Constants = (start, count) =>
            {
                byte[] data = new byte[Weights(count) + DrainTemplates.ParameterBytes(scaling, count)];
                WeightPacker.PackPlain(o.W, start, count, data);
                DrainTemplates.WriteParameters(scaling, start, count, data.AsSpan((int)Weights(count)));
                return data;
            },
            Emit = (core, output, input, geometry, residual, constants, channels) =>
            {
                long zeros = DrainTemplates.WeightZeroPointOffset(scaling, channels);
                View w = View.Dense(constants, 0, o.W.Type, g.KernelH, g.KernelW, channels) with
                {
                    ZeroPoint = o.W.Quantization is { ZeroPoints.Length: 1 } q ? q.ZeroPoints[0] : 0,
                    ZeroPointArray = zeros < 0 ? -1 : constants.Base + Weights(channels) + zeros,
                };
                View sums = context.Sums(core, scaling.SumsType, node.Name, output.Dims) with { Rows = output.Rows };
                context.Emitter.DepthwiseConv(core, sums, input, w, geometry, output, DrainTemplates.Plan(scaling, constants, Weights(channels), channels, residual));
            },
        }.Run();
    }

    private static void CheckShape(Node node, in ConvGeometry g, View x, View y, long multiplier)
    {
        bool fits = x.Dims.Length == 4 && y.Dims.Length == 4 && multiplier >= 1 && y.Dims[0] == x.Dims[0] && y.Dims[3] == x.Dims[3] * multiplier
            && y.Dims[1] == g.OutputRows(x.Dims[1], g.KernelH) && y.Dims[2] == g.OutputColumns(x.Dims[2], g.KernelW);
        if (!fits)
        {
            throw new CompileException("compile.shape", node.Name, $"slides a {g.KernelH}×{g.KernelW} window over {node.Inputs[0]} into {node.Outputs[0]}; legal: [N, H, W, C] and the extents the geometry gives");
        }
    }
}
