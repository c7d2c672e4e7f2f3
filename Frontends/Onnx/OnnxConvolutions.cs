using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Convolutions: NCHW operands and OIHW weights to the compiler's order.</summary>
internal static class OnnxConvolutions
{
    public static void Conv(OnnxNode n)
    {
        n.Arity(2, 3);
        OnnxTensor x = n.Input(0), w = n.ConstantInput(1, "weights");
        if (x.Type != DType.F32 || w.Type != DType.F32)
        {
            throw n.Fail("type", $"input is {x.Type.Name()}, weights {w.Type.Name()}; legal: f32 (quantised models: QLinearConv, or quantize and dequantize nodes)");
        }
        Emit(n, x, w, n.HasInput(2) ? Bias(n, n.ConstantInput(2, "bias"), w, DType.F32) : null, DType.F32, null);
    }

    public static void QuantizedConv(OnnxNode n)
    {
        n.Arity(8, 9);
        OnnxTensor x = n.Input(0), w = n.ConstantInput(3, "weights");
        OnnxImporter.Quantize(x, OnnxQuantization.Parameters(n, 1, x, 1, perTensor: true), n.Place);
        Quantization y = OnnxQuantization.OutputParameters(n, 6, out DType type);
        OnnxTensor weights = new(w.Name, w.Type, w.Shape) { Contents = w.Contents, Quantization = OnnxQuantization.Parameters(n, 4, w, 0, perTensor: false) };
        if (w.Contents is null || x.Type.Bits() != 8 || w.Type.Bits() != 8 || type != x.Type)
        {
            throw n.Fail("type", $"input is {x.Type.Name()}, weights {w.Type.Name()}, output {type.Name()}; legal: i8 or u8, output as input");
        }
        Emit(n, x, weights, n.HasInput(8) ? Bias(n, n.ConstantInput(8, "bias"), w, DType.I32) : null, type, y);
    }

    private static Value Bias(OnnxNode n, OnnxTensor bias, OnnxTensor w, DType type) =>
        bias.Type == type && w.Rank > 0 && bias.Rank == 1 && bias.Shape[0] == w.Shape[0]
            ? n.Importer.Plain(bias)
            : throw n.Fail("shape", $"bias is {bias.Type.Name()}{Shapes.Text(bias.Shape)}; legal: {type.Name()}, one element for each output channel");

    private static void Emit(OnnxNode n, OnnxTensor x, OnnxTensor w, Value? bias, DType type, Quantization? quantization)
    {
        n.RequireImage(x);
        int channels = x.Shape[1];
        long groups = n.Integer("group", 1);
        bool shape = w.Rank == 4 && Shapes.Elements(w.Shape) > 0 && groups >= 1 && groups <= channels
            && channels % groups == 0 && w.Shape[1] == channels / groups && w.Shape[0] % groups == 0;
        if (!shape)
        {
            throw n.Fail("shape", $"weights {Shapes.Text(w.Shape)} with group {groups} do not fit input {Shapes.Text(x.Shape)}; legal: [outputs, channels / group, rows, columns], outputs a multiple of group");
        }
        int outputs = w.Shape[0], kernelH = w.Shape[2], kernelW = w.Shape[3];
        if (OnnxWindow.Kernel(n) is int[] kernel && (kernel[0] != kernelH || kernel[1] != kernelW))
        {
            throw n.Fail("attribute", $"kernel_shape is {Shapes.Text(kernel)}; legal: as the weights, [{kernelH}, {kernelW}]");
        }
        ConvGeometry g = OnnxWindow.Geometry(n, x.Shape[2], x.Shape[3], kernelH, kernelW);
        bool depthwise = groups > 1 && groups == channels;
        g.Groups = depthwise ? 1 : (int)groups;
        Value weights = depthwise
            ? n.Importer.Reordered(w, [2, 3, 0, 1], [kernelH, kernelW, outputs], w.Name + "/hwc")
            : n.Importer.Reordered(w, [2, 3, 1, 0], [kernelH, kernelW, w.Shape[1], outputs], w.Name + "/hwio");
        Operation operation = depthwise
            ? new DepthwiseConvOperation(g, Clamp.None, null, bias is not null)
            : new ConvOperation(g, Clamp.None, null, bias is not null);
        int[] output = [x.Shape[0], (int)g.OutputRows(x.Shape[2], kernelH), (int)g.OutputColumns(x.Shape[3], kernelW), outputs];
        Value[] operands = [n.Importer.ChannelsLast(x), weights, bias!];
        n.EmitChannelsLast(operation, type, output, quantization, operands.Where(v => v is not null));
    }
}
