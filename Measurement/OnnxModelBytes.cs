using System;
using System.IO;
using System.Text;

namespace AccelEmu.Measurement;

/// <summary>Just enough of ONNX's protobuf to hand ONNX Runtime one integer operator with constant weights.</summary>
internal static class OnnxModelBytes
{
    private const int Float = 1;
    private const int UInt8 = 2;
    private const int Int8 = 3;
    private const int Int32 = 6;
    private const string OwnDomain = "com.microsoft";

    /// <summary>y[M,N] int32 = MatMulInteger(a[M,K] u8, b[K,N] s8 constant).</summary>
    public static byte[] MatMulInteger(int m, int n, int k, ReadOnlySpan<byte> weights) => Model(
        Node("MatMulInteger", ["a", "b"], "y"),
        Initializer("b", Int8, [k, n], weights),
        Value(11, "a", UInt8, [m, k]),
        Value(12, "y", Int32, [m, n]));

    /// <summary>y[M,N] = MatMul(a[M,K], b[K,N] constant), fp32.</summary>
    public static byte[] MatMul(int m, int n, int k, ReadOnlySpan<byte> weights) => Model(
        Node("MatMul", ["a", "b"], "y"),
        Initializer("b", Float, [k, n], weights),
        Value(11, "a", Float, [m, k]),
        Value(12, "y", Float, [m, n]));

    /// <summary>y = QLinearConv(x u8 NHWC, w s8 constant) with per-tensor scales, zero point 0 on both sides: ONNX Runtime's own form, with channels last, as inside of a whole network. Weights have channels / groups inputs an output.</summary>
    public static byte[] QLinearConv(int channels, int size, int outputs, int kernel, int stride, int pad, ReadOnlySpan<byte> weights, int groups = 1)
    {
        int outputSize = ((size + (2 * pad) - kernel) / stride) + 1;
        byte[] scale = BitConverter.GetBytes(0.01f);
        byte[] attributes = Join(Attribute("strides", [stride, stride]), Attribute("pads", [pad, pad, pad, pad]), Attribute("kernel_shape", [kernel, kernel]), Attribute("channels_last", 1), Attribute("group", groups));
        return Model(
            Field(1, Join(Strings(1, ["x", "s", "zu", "w", "s", "zi", "s", "zu", "bias"]), Text(2, "y"), Text(4, "QLinearConv"), Text(7, OwnDomain), attributes)),
            Join(
                Initializer("w", Int8, [outputs, channels / groups, kernel, kernel], weights),
                Initializer("s", Float, [], scale),
                Initializer("zu", UInt8, [], new byte[1]),
                Initializer("zi", Int8, [], new byte[1]),
                Initializer("bias", Int32, [outputs], new byte[outputs * 4])),
            Value(11, "x", UInt8, [1, size, size, channels]),
            Value(12, "y", UInt8, [1, outputSize, outputSize, outputs]));
    }

    private static byte[] Model(byte[] node, byte[] initializers, byte[] input, byte[] output) => Join(
        Number(1, 8),
        Field(7, Join(node, Text(2, "bench"), initializers, input, output)),
        Field(8, Join(Text(1, string.Empty), Number(2, 13))),
        Field(8, Join(Text(1, OwnDomain), Number(2, 1))));

    private static byte[] Node(string operation, string[] inputs, string output) => Field(1, Join(Strings(1, inputs), Text(2, output), Text(4, operation)));

    private static byte[] Attribute(string name, int[] values)
    {
        byte[] body = Text(1, name);
        foreach (int value in values)
        {
            body = Join(body, Number(8, value));
        }
        return Field(5, Join(body, Number(20, 7)));
    }

    private static byte[] Attribute(string name, int value) => Field(5, Join(Text(1, name), Number(3, value), Number(20, 2)));

    private static byte[] Initializer(string name, int type, int[] dims, ReadOnlySpan<byte> raw) => Field(5, Join(Numbers(1, dims), Number(2, type), Text(8, name), Field(9, raw)));

    private static byte[] Value(int field, string name, int type, int[] dims)
    {
        byte[] shape = [];
        foreach (int dim in dims)
        {
            shape = Join(shape, Field(1, Number(1, dim)));
        }
        return Field(field, Join(Text(1, name), Field(2, Field(1, Join(Number(1, type), Field(2, shape))))));
    }

    private static byte[] Numbers(int field, int[] values)
    {
        byte[] all = [];
        foreach (int value in values)
        {
            all = Join(all, Number(field, value));
        }
        return all;
    }

    private static byte[] Strings(int field, string[] values)
    {
        byte[] all = [];
        foreach (string value in values)
        {
            all = Join(all, Text(field, value));
        }
        return all;
    }

    private static byte[] Number(int field, long value) => Join(Varint((ulong)field << 3), Varint((ulong)value));

    private static byte[] Text(int field, string value) => Field(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Field(int field, ReadOnlySpan<byte> body) => Join(Varint(((ulong)field << 3) | 2), Varint((ulong)body.Length), body.ToArray());

    private static byte[] Varint(ulong value)
    {
        using MemoryStream bytes = new();
        for (; value >= 128; value >>= 7)
        {
            bytes.WriteByte((byte)(value | 128));
        }
        bytes.WriteByte((byte)value);
        return bytes.ToArray();
    }

    private static byte[] Join(params byte[][] parts)
    {
        using MemoryStream bytes = new();
        foreach (byte[] part in parts)
        {
            bytes.Write(part);
        }
        return bytes.ToArray();
    }
}
