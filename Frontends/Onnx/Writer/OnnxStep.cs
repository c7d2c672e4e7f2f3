using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>One node of the graph on its way into the file.</summary>
internal sealed class OnnxStep(OnnxExport file, Node node)
{
    private bool _named;

    public OnnxExport File => file;

    public Operation Operation => node.Operation;

    public int Inputs => node.Inputs.Count;

    public Value Output => node.Outputs[0];

    public Value Input(int position) => position < node.Inputs.Count
        ? node.Inputs[position]
        : throw Fail("operands", $"{node.Inputs.Count}", $"at least {position + 1}");

    /// <summary>True when every operand that has rank 4 can be NCHW, one is already, and the others do not care.</summary>
    public bool WorksChannelsFirst => Output.Shape.Length == 4 && node.Inputs.Exists(file.IsChannelsFirst)
        && node.Inputs.TrueForAll(v => v.Shape.Length == 4 || v.Shape.All(d => d is { IsStatic: true, Size: 1 }));

    /// <summary>Appends an ONNX node; the first of a step has the step's name.</summary>
    public string Emit(string operation, string output, IEnumerable<string> inputs, params IEnumerable<AttributeMessage> attributes)
    {
        string name = _named ? $"{node.Name}/{operation}" : node.Name;
        _named = true;
        return file.Emit(operation, name, output, inputs, attributes);
    }

    /// <summary>A free name for something on the way to the output.</summary>
    public string Temporary(string suffix) => file.Temporary(Output, suffix);

    /// <summary>A constant on the way to the output.</summary>
    public string Integers(string suffix, params IEnumerable<long> values)
    {
        long[] all = [.. values];
        return file.Initializer(Temporary(suffix), DType.I64, [all.Length], OnnxFolding.Contents(all, DType.I64));
    }

    /// <summary>A scalar constant on the way to the output.</summary>
    public string Real(string suffix, float value) => file.Initializer(Temporary(suffix), DType.F32, [], BitConverter.GetBytes(value));

    /// <summary>
    /// Real numbers to the output: <paramref name="last"/> writes its result under the name it is given, which is then quantised if the output is.
    /// </summary>
    public void Close(bool channelsFirst, Action<string> last)
    {
        if (Output.Quantization is null)
        {
            last(file.Define(Output, channelsFirst));
            return;
        }
        string real = Temporary("unquantized");
        last(real);
        Quantize(real, channelsFirst);
    }

    /// <summary>As <see cref="Close(bool, Action{string})"/>, with bounds on the real numbers.</summary>
    public void Close(bool channelsFirst, Clamp bounds, Action<string> last)
    {
        if (bounds == Clamp.None)
        {
            Close(channelsFirst, last);
            return;
        }
        string unbounded = Temporary("unbounded");
        last(unbounded);
        Close(channelsFirst, name => Bound(unbounded, bounds, name));
    }

    /// <summary>
    /// Codes in the output's quantisation to the output: <paramref name="last"/> writes them under the name it is given. Bounds that the
    /// type's range already has, such as those of a ReLU whose zero point is the lowest code, cost nothing.
    /// </summary>
    public void CloseCodes(bool channelsFirst, Clamp bounds, Action<string> last)
    {
        if (Covers(bounds))
        {
            last(file.Define(Output, channelsFirst));
            return;
        }
        string codes = Temporary("unbounded");
        last(codes);
        string real = file.Dequantize(Output, codes);
        Quantize(Bound(real, bounds, Temporary("bounded")), channelsFirst);
    }

    public CompileException Fail(string field, string value, string legal) =>
        new("onnx.write", node.Name, $"{field}: {value}; legal in an ONNX file: {legal}");

    /// <summary>Bounds on real numbers.</summary>
    public string Bound(string x, Clamp bounds, string output) => bounds == Clamp.Relu
        ? Emit("Relu", output, [x])
        : Emit("Clip", output, [x, float.IsFinite(bounds.Min) ? Real("min", bounds.Min) : "", .. float.IsFinite(bounds.Max) ? [Real("max", bounds.Max)] : (string[])[]]);

    /// <summary>Real numbers to the output's codes.</summary>
    public void Quantize(string real, bool channelsFirst)
    {
        Value y = Output;
        if (y.Quantization!.Axis >= 0 || file.TypeOf(y) is not (DType.I8 or DType.U8))
        {
            throw Fail("result", $"{y}", "i8 or u8, quantised as a whole");
        }
        (string scale, string zeroPoint) = file.Parameters(y);
        Emit("QuantizeLinear", file.Define(y, channelsFirst), [real, scale, zeroPoint]);
    }

    private bool Covers(Clamp bounds)
    {
        Value y = Output;
        (float scale, int zeroPoint) = (y.Quantization!.Scales[0], y.Quantization.ZeroPoints[0]);
        (int least, int most) = y.Type == DType.I8 ? (-128, 127) : (0, 255);
        return MathF.Round(bounds.Min / scale) + zeroPoint <= least && MathF.Round(bounds.Max / scale) + zeroPoint >= most;
    }
}
