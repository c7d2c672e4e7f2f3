using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Frontends.Tests;
using AccelEmu.Numerics;
using Google.Protobuf;

namespace AccelEmu.Architecture.Tests;

/// <summary>Errors of TFLite and ONNX files and of the zoo.</summary>
internal static class ModelCases
{
    private const int Add = 0, Relu = 19, Pad = 34, ResizeBilinear = 23;

    public static readonly ErrorCase[] All =
    [
        new("tflite.malformed", () => TfLiteReader.Read(new byte[8], "f.tflite"), "f.tflite", "\"TFL3\"", "export it again"),
        TfLite("tflite.version", f => f.Version = 2, "schema version is 2", "only 3", "convert the model again"),
        TfLite("tflite.type", f => f.AddOperator(Relu, [f.AddTensor(1, [4])], [f.AddTensor(TfLiteFile.F32, [4])]), "FLOAT16", "legal: FLOAT32"),
        TfLite("tflite.shape", f => f.AddOperator(Relu, [f.AddTensor(TfLiteFile.F32, [0])], [f.AddTensor(TfLiteFile.F32, [4])]), "shape is [0]", "1 or more"),
        TfLite("tflite.variable", f => f.TensorFields = [(5, true)], "is a variable", "unroll the recurrence"),
        TfLite("tflite.sparsity", f => f.TensorFields = [(6, 1)], "stored sparse", "store it dense"),
        TfLite("tflite.quantization", f => f.AddOperator(Relu, [f.AddQuantized(TfLiteFile.I8, [4], 1, 500)], [f.AddQuantized(TfLiteFile.I8, [4], 1, 0)]), "500", "-128..127"),
        TfLite("tflite.order", f => f.AddOperator(Relu, [f.AddTensor(TfLiteFile.F32, [4])], [f.AddTensor(TfLiteFile.F32, [4])]), "uses tensor 1", "execution order"),
        TfLite("tflite.operator", f => f.AddOperator(ResizeBilinear, [0], [f.AddTensor(TfLiteFile.F32, [4])]), "RESIZE_BILINEAR", "legal: ", "export it as ONNX"),
        TfLite("tflite.option", f => f.AddOperator(Add, [0, 0], [f.AddTensor(TfLiteFile.F32, [4])], (0, (sbyte)9)), "fused_activation_function is 9", "0 NONE, 1 RELU"),
        TfLite("tflite.constant", f => { f.Inputs = [0, f.AddTensor(TfLiteFile.I32, [1, 2])]; f.AddOperator(Pad, [0, 1], [f.AddTensor(TfLiteFile.F32, [4])]); }, "input 1", "freeze the model"),
        new("tflite.size", () => TfLiteReader.Read(Repetitive(), "f.tflite"), "f.tflite", "use a model written by the converter"),
        new("onnx.malformed", () => OnnxReader.Read([0xFF], "f.onnx"), "f.onnx", "export it again"),
        Onnx("onnx.opset", new OnnxFile(3), "operator set is 3", "legal range is 7..", "version_converter"),
        Onnx("onnx.type", new OnnxFile().Input("x", 14, [1, 4]), "14", "legal: ", "cast it"),
        Onnx("onnx.shape", new OnnxFile().Input("x", 1, -1).Node("Relu", "x", "y").Output("y"), "\"open\"", "legal: a number", "Dimensions"),
        Onnx("onnx.operator", new OnnxFile().Input("x", 1, 4).Node("Nonsense", "x", "y").Output("y"), "Nonsense", "legal: ", "rewrite"),
        Onnx("onnx.operand", new OnnxFile().Input("x", 1, 4).Reals("ratio", [], 0.5f).Tensor("mode", 9, [], [1]).Node("Dropout", "x ratio mode", "y").Output("y"), "training_mode", "legal: false", "for inference"),
        Onnx("onnx.attribute", new OnnxFile().Input("x", 1, 4).Node("Relu", "x", "y", ("slope", 1)).Output("y"), "\"slope\"", "legal: none"),
        Onnx("onnx.order", new OnnxFile().Input("x", 1, 4).Node("Relu", "z", "y").Output("y"), "\"z\"", "execution order"),
        Onnx("onnx.constant", new OnnxFile().Input("x", 1, 4).Input("s", 7, [2]).Node("Reshape", "x s", "y").Output("y"), "\"s\"", "fold constants"),
        Onnx("onnx.index", new OnnxFile().Input("x", 3, 4).Longs("i", 9).Node("Gather", "x i", "y").Output("y"), "outside axis 0", "-3..2"),
        Onnx("onnx.quantization", new OnnxFile().Input("x", 1, 4).Reals("s", [1], 0).Node("QuantizeLinear", "x s", "y").Output("y"), "scale of \"y\" is 0", "above 0"),
        new("onnx.size", () => new OnnxFile().Input("x", 1, 4).Reals("c", [1, 4], 1, 2, 3, 4).Node("Add", "x c", "y").Output("y").Read(new OnnxOptions { MaxConstantBytes = 8 }), "16 bytes", "the limit is 8", "raise MaxConstantBytes"),
        new("onnx.external", () =>
        {
            ModelMessage model = ModelMessage.Parser.ParseFrom(new OnnxFile().Input("x", 1, 4).Reals("c", [1, 4], 1, 2, 3, 4).Node("Add", "x c", "y").Output("y").Build());
            model.Graph.Initializers[0].Location = 1;
            OnnxReader.Read(model.ToByteArray(), "f.onnx");
        }, "\"c\"", "save the model without external data"),
        new("onnx.write", () => OnnxWriter.Write(CompileCases.One(new TransposeOperation([1, 0]), new Value("y", DType.I4, 4, 2), new Value("x", DType.I4, 2, 4))), "i4", "legal in an ONNX file"),
        new("zoo.unknown", () => Zoo.Build("nothing"), "zoo:nothing", "resnet50-int8"),
        new("zoo.input", () => ZooInput.Create(CompileCases.One(new ReshapeOperation(), new Value("y", DType.I64, 4), new Value("x", DType.I64, 1, 4))), "x: i64[1, 4]", "give the input explicitly"),
    ];

    private static ErrorCase TfLite(string code, Action<TfLiteFile> change, params string[] says) => new(code, () =>
    {
        TfLiteFile file = new();
        file.AddTensor(TfLiteFile.F32, [4]);
        change(file);
        TfLiteReader.Read(file.Build(), "f.tflite");
    }, ["f.tflite", .. says]);

    private static ErrorCase Onnx(string code, OnnxFile file, params string[] says) => new(code, () => file.Read(), ["test.onnx", .. says]);

    /// <summary>Hundreds of tensors with one and the same contents.</summary>
    private static byte[] Repetitive()
    {
        const int Floats = 1 << 16;
        TfLiteFile file = new() { SharedBuffer = 2 };
        int x = file.AddTensor(TfLiteFile.F32, [Floats]);
        foreach (int i in Enumerable.Range(0, 200))
        {
            int c = file.AddTensor(TfLiteFile.F32, [Floats], i == 0 ? new byte[Floats * 4] : [0]), y = file.AddTensor(TfLiteFile.F32, [Floats]);
            file.AddOperator(Add, [x, c], [y]);
        }
        return file.Build();
    }
}
