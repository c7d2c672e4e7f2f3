using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Pooling windows and reductions.</summary>
internal static class OnnxWindowEmitter
{
    public static void Pool(OnnxStep step, PoolOperation pool)
    {
        Value x = step.Input(0);
        ConvGeometry g = pool.Geometry;
        if (pool.Kind == Pooling.Max)
        {
            AttributeMessage[] attributes = [.. Attributes(g, g.KernelH, g.KernelW), OnnxAttributes.Of("dilations", [g.DilationH, g.DilationW])];
            string image = step.File.ChannelsFirst(x);
            void Emit(string name) => step.Emit("MaxPool", name, [image], attributes);
            if (x.Quantization is null)
            {
                step.Close(true, pool.Activation, Emit);
            }
            else
            {
                step.CloseCodes(true, pool.Activation, Emit);
            }
            return;
        }
        if (g.DilationH != 1 || g.DilationW != 1)
        {
            throw step.Fail("dilations", $"{g.DilationH}, {g.DilationW}", "1, 1 for averages");
        }
        string reals = step.File.Reals(x, channelsFirst: true);
        bool whole = x.Shape[1] == g.KernelH && x.Shape[2] == g.KernelW && g is { PadTop: 0, PadBottom: 0, PadLeft: 0, PadRight: 0 };
        step.Close(true, pool.Activation, name =>
        {
            if (whole)
            {
                step.Emit("GlobalAveragePool", name, [reals]);
            }
            else
            {
                step.Emit("AveragePool", name, [reals], [.. Attributes(g, g.KernelH, g.KernelW), OnnxAttributes.Of("count_include_pad", g.CountPadding ? 1 : 0)]);
            }
        });
    }

    public static void Reduce(OnnxStep step, ReduceOperation reduce)
    {
        string x = step.File.Reals(step.Input(0), channelsFirst: false);
        AttributeMessage keep = OnnxAttributes.Of("keepdims", reduce.KeepDimensions ? 1 : 0);
        AttributeMessage axes = OnnxAttributes.Of("axes", reduce.Axes);
        switch (reduce.Kind)
        {
            case Reduction.Sum when !reduce.Mean:
                step.Close(false, name => step.Emit("ReduceSum", name, [x, step.Integers("axes", reduce.Axes.Select(a => (long)a))], keep));
                break;
            case Reduction.Sum or Reduction.Max or Reduction.Min or Reduction.Product or Reduction.SumSquares:
                string operation = reduce.Kind switch
                {
                    Reduction.Sum => "ReduceMean",
                    Reduction.Max => "ReduceMax",
                    Reduction.Min => "ReduceMin",
                    Reduction.Product => "ReduceProd",
                    _ => "ReduceSumSquare",
                };
                step.Close(false, name => step.Emit(operation, name, [x], axes, keep));
                break;
            default:
                if (reduce.Axes.Length != 1)
                {
                    throw step.Fail("axes", $"{reduce.Axes.Length}", $"1 for {reduce.Kind}");
                }
                string index = step.Emit(reduce.Kind.ToString(), step.Temporary("index"), [x], OnnxAttributes.Of("axis", reduce.Axes[0]), keep);
                step.Close(false, name => step.Emit("Cast", name, [index], OnnxAttributes.Of("to", OnnxElements.Code(step.Output.Type))));
                break;
        }
    }

    /// <summary>Extents, steps and padding of a window.</summary>
    public static IEnumerable<AttributeMessage> Attributes(in ConvGeometry g, int rows, int columns) =>
    [
        OnnxAttributes.Of("kernel_shape", [rows, columns]),
        OnnxAttributes.Of("strides", [g.StrideH, g.StrideW]),
        OnnxAttributes.Of("pads", [g.PadTop, g.PadLeft, g.PadBottom, g.PadRight]),
    ];
}
