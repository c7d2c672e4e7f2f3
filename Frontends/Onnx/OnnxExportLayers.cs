using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Layers with weights and windows on their way into an ONNX file.</summary>
internal static class OnnxExportLayers
{
    public static void Conv(OnnxExport e, Node node, ConvGeometry g, Clamp activation, bool bias, bool depthwise)
    {
        Value x = node.Inputs[0], w = node.Inputs[1];
        int[] shape = OnnxExport.Extents(w);
        if (w.Constant is null || g.InputDilationH != 1 || g.InputDilationW != 1)
        {
            throw new CompileException("onnx.export", node.Name, "weights are computed at run time or the input is dilated; legal: constant weights, no input dilation");
        }
        int groups = depthwise ? OnnxExport.Extents(x)[3] : g.Groups;
        string weights = depthwise
            ? e.Constant(w, [2, 0, 1], [shape[2], 1, shape[0], shape[1]], axis: 0)
            : e.Constant(w, [3, 2, 0, 1], [shape[3], shape[2], shape[0], shape[1]], axis: 0);
        List<string> inputs = [e.Real(x, true), weights];
        if (bias)
        {
            inputs.Add(Bias(e, node));
        }
        e.Result(node, node.Outputs[0], true, activation, to => e.Node("Conv", node.Name, inputs, to,
            [("group", (long)groups), ("kernel_shape", new long[] { shape[0], shape[1] }), .. Window(g)]));
    }

    public static void MatMul(OnnxExport e, Node node, Clamp activation, bool bias)
    {
        Value x = node.Inputs[0], w = node.Inputs[1];
        string weights = w.Constant is null ? e.Real(w, false) : e.Constant(w, [0, 1], OnnxExport.Extents(w), axis: 1);
        List<string> inputs = [e.Real(x, false), weights];
        if (bias && x.Shape.Length != 2)
        {
            throw new CompileException("onnx.export", node.Name, $"a bias on rank {x.Shape.Length} has no single operator; legal: rank 2; reshape first");
        }
        if (bias)
        {
            inputs.Add(Bias(e, node));
        }
        e.Result(node, node.Outputs[0], false, activation, to => e.Node(bias ? "Gemm" : "MatMul", node.Name, inputs, to));
    }

    public static void Pool(OnnxExport e, Node node, PoolOperation o)
    {
        int[] shape = OnnxExport.Extents(node.Inputs[0]);
        ConvGeometry g = o.Geometry;
        string x = e.Real(node.Inputs[0], true);
        bool global = g.KernelH == shape[1] && g.KernelW == shape[2] && (g.PadTop | g.PadBottom | g.PadLeft | g.PadRight) == 0;
        if (g.DilationH != 1 || g.DilationW != 1)
        {
            throw new CompileException("onnx.export", node.Name, $"the window is dilated by {g.DilationH}, {g.DilationW}; legal: 1");
        }
        e.Result(node, node.Outputs[0], true, o.Activation, to =>
        {
            if (global)
            {
                e.Node($"Global{o.Kind}Pool", node.Name, [x], to);
                return;
            }
            (string, object)[] window = [("kernel_shape", new long[] { g.KernelH, g.KernelW }), .. Window(g).Where(a => a.Name != "dilations")];
            e.Node($"{o.Kind}Pool", node.Name, [x], to, g.CountPadding ? [.. window, ("count_include_pad", 1L)] : window);
        });
    }

    private static (string Name, object Value)[] Window(ConvGeometry g) =>
    [
        ("strides", new long[] { g.StrideH, g.StrideW }),
        ("dilations", new long[] { g.DilationH, g.DilationW }),
        ("pads", new long[] { g.PadTop, g.PadLeft, g.PadBottom, g.PadRight }),
    ];

    /// <summary>The bias; an integer one stands for numbers at the scale of the sums, input times weights.</summary>
    private static string Bias(OnnxExport e, Node node)
    {
        Value x = node.Inputs[0], w = node.Inputs[1], bias = node.Inputs[2];
        Quantization? sums = x.Quantization is { } qx && w.Quantization is { } qw
            ? new Quantization([.. qw.Scales.Select(s => s * qx.Scales[0])], [.. qw.Scales.Select(_ => 0)], qw.Scales.Length == 1 ? -1 : 0)
            : null;
        return e.Constant(bias, [0], OnnxExport.Extents(bias), axis: 0, sums);
    }
}
