using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>What a quantisation makes of each code of the 8-bit value it depends on, when all in between works on each element alone.</summary>
/// <param name="Input">The 8-bit value.</param>
/// <param name="Codes">Raw result of each raw byte.</param>
internal sealed record ElementFunction(Value Input, ImmutableArray<byte> Codes)
{
    private const int Count = 256;
    // Deeper than any activation function; each step of a chain that forks doubles the walk.
    private const int MostNodes = 64;

    /// <summary>The function that ends in a quantisation; null when it has more inputs, or other operations, than one.</summary>
    public static ElementFunction? Of(GraphEditor editor, Node quantize)
    {
        Walk walk = new(editor);
        if (walk.Reals(quantize.Inputs[0]) is not { } reals || walk.Input is not { } input || walk.Functions == 0 || !input.Shape.SequenceEqual(quantize.Outputs[0].Shape))
        {
            return null;
        }
        Value y = quantize.Outputs[0];
        byte[] codes = new byte[Count];
        TileShape shape = TileShape.Dense(y.Type, Count);
        shape.ZeroPoint = y.Quantization!.ZeroPoints[0];
        Reference.Quantize(new Tile(codes, shape), Reals(reals), y.Quantization.Scales, ((QuantizeOperation)quantize.Operation).HalfAway);
        return new ElementFunction(input, ImmutableArray.Create(codes));
    }

    private static Tile Reals(byte[] data) => new(data, TileShape.Dense(DType.F32, Count));

    private sealed class Walk(GraphEditor editor)
    {
        private readonly Dictionary<Value, byte[]?> known = [];

        public Value? Input { get; private set; }

        public int Functions { get; private set; }

        /// <summary>The fp32 numbers of a value for each code of the input; null when they are no function of it.</summary>
        public byte[]? Reals(Value value)
        {
            if (!known.TryGetValue(value, out byte[]? reals))
            {
                reals = known.Count < MostNodes ? Compute(value) : null;
                known.Add(value, reals);
            }
            return reals;
        }

        private byte[]? Compute(Value value)
        {
            if (!value.IsReal())
            {
                return null;
            }
            if (value.Constant is { Length: sizeof(float) } number)
            {
                return [.. Enumerable.Repeat(number, Count).SelectMany(b => b)];
            }
            if (editor.Producer(value) is not { } node)
            {
                return null;
            }
            switch (node.Operation)
            {
                case DequantizeOperation:
                    return Decode(node.Inputs[0]);
                case UnaryOperationNode unary when Reals(node.Inputs[0]) is { } x:
                    Functions++;
                    return Result(y => Reference.Unary(unary.Function, y, ElementFunction.Reals(x)));
                case BinaryOperationNode binary when binary.Activation == Clamp.None && Reals(node.Inputs[0]) is { } a && Reals(node.Inputs[1]) is { } b:
                    Functions++;
                    return Result(y => Reference.Binary(binary.Operation, y, ElementFunction.Reals(a), ElementFunction.Reals(b)));
                default:
                    return null;
            }
        }

        private byte[]? Decode(Value x)
        {
            if (x.Constant is not null || x.Type is not (DType.I8 or DType.U8) || !x.IsPerTensor() || (Input is not null && Input != x))
            {
                return null;
            }
            Input = x;
            byte[] all = [.. Enumerable.Range(0, Count).Select(code => (byte)code)];
            TileShape shape = TileShape.Dense(x.Type, Count);
            shape.ZeroPoint = x.Quantization!.ZeroPoints[0];
            return Result(y => Reference.Dequantize(y, new Tile(all, shape), x.Quantization.Scales));
        }

        private static byte[] Result(TileAction compute)
        {
            byte[] result = new byte[Count * sizeof(float)];
            compute(ElementFunction.Reals(result));
            return result;
        }

        private delegate void TileAction(Tile y);
    }
}
