using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>
/// Seeded inputs that look like photographs to a network: smooth random fields of several sizes with less contrast in the
/// smaller ones, colours that mostly agree. Integer arithmetic throughout: the same bytes on every machine.
/// </summary>
public static class ZooInput
{
    /// <summary>Distance between the random grey values of each field, in pixels.</summary>
    private static ReadOnlySpan<int> Spacings => [64, 24, 10, 4, 1];
    /// <summary>Contrast of each field in grey levels.</summary>
    private static ReadOnlySpan<int> Contrasts => [90, 70, 45, 25, 10];

    /// <summary>Real value of a pixel p in 0..255 is (p − 128) / 64.</summary>
    internal const float Scale = 1f / 64;

    /// <summary>An input for a model of the zoo: dense row-major contents of its only input, in that input's type.</summary>
    /// <param name="graph">A model of <see cref="Zoo"/>, or any other with one fp32 or 8-bit input [N, H, W, C] or [N, H·W], or one of i32 tokens that index a table.</param>
    /// <param name="seed">Other seeds give other images or texts.</param>
    /// <exception cref="CompileException">The model has another input; give it one explicitly.</exception>
    public static byte[] Create(Graph graph, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Value input = graph.Inputs.Count == 1
            ? graph.Inputs[0]
            : throw new CompileException("zoo.input", graph.Name, $"inputs: {graph.Inputs.Count}; made-up inputs exist for models with 1; give the inputs explicitly");
        if (input.Type == DType.I32 && Vocabulary(graph, input) is { } vocabulary)
        {
            return MemoryMarshal.AsBytes<int>(Tokens((int)input.Shape.Aggregate(1L, (n, d) => n * d.Size), vocabulary, seed)).ToArray();
        }
        (int count, int height, int width, int channels) = Extents(graph, input);
        byte[] pixels = Pixels(count, height, width, channels, seed);
        switch (input.Type)
        {
            case DType.U8:
                return pixels;
            case DType.I8:
                for (int i = 0; i < pixels.Length; i++)
                {
                    pixels[i] ^= 0x80;
                }
                return pixels;
            case DType.F32:
                return MemoryMarshal.AsBytes<float>(Reals(pixels)).ToArray();
            default:
                throw new CompileException("zoo.input", graph.Name, $"input {input}: made-up inputs exist for i8, u8 and f32; give the input explicitly");
        }
    }

    /// <summary>Tokens, all equally likely.</summary>
    internal static int[] Tokens(int count, int vocabulary, ulong seed)
    {
        uint[] words = new uint[count];
        ZooRandom.Bytes(MemoryMarshal.AsBytes(words.AsSpan()), seed, stream: 0);
        return Array.ConvertAll(words, word => (int)(word % (uint)vocabulary));
    }

    /// <summary>Rows of the table that the input chooses from; null when it does not.</summary>
    private static int? Vocabulary(Graph graph, Value input)
    {
        HashSet<Value> tokens = [input];
        foreach (Node node in graph.Nodes.Where(node => tokens.Overlaps(node.Inputs)))
        {
            if (node.Operation is GatherRowsOperation)
            {
                return (int)node.Inputs[0].Shape[0].Size;
            }
            tokens.UnionWith(node.Outputs);
        }
        return null;
    }

    /// <summary>Grey levels 0..255, [count, height, width, channels].</summary>
    internal static byte[] Pixels(int count, int height, int width, int channels, ulong seed)
    {
        byte[] pixels = new byte[count * height * width * channels];
        int[] common = new int[height * width];
        int[] own = new int[height * width];
        for (int image = 0; image < count; image++)
        {
            Field(common, height, width, seed, (ulong)image << 8);
            for (int channel = 0; channel < channels; channel++)
            {
                Field(own, height, width, seed, ((ulong)image << 8) + (ulong)channel + 1);
                for (int i = 0; i < own.Length; i++)
                {
                    pixels[(((image * own.Length) + i) * channels) + channel] = (byte)Math.Clamp(128 + (((3 * common[i]) + own[i]) >> 10), 0, 255);
                }
            }
        }
        return pixels;
    }

    /// <summary>Grey levels as real numbers.</summary>
    internal static float[] Reals(ReadOnlySpan<byte> pixels)
    {
        float[] reals = new float[pixels.Length];
        for (int i = 0; i < reals.Length; i++)
        {
            reals[i] = (pixels[i] - 128) * Scale;
        }
        return reals;
    }

    /// <summary>Grey levels around 0 in 1/256: the sum over the spacings of bilinearly interpolated random grids.</summary>
    private static void Field(Span<int> field, int height, int width, ulong seed, ulong stream)
    {
        field.Clear();
        for (int octave = 0; octave < Spacings.Length; octave++)
        {
            int spacing = Spacings[octave];
            int columns = (width / spacing) + 2;
            byte[] grid = new byte[((height / spacing) + 2) * columns];
            ZooRandom.Bytes(grid, seed, (stream << 8) + (ulong)octave + 1);
            for (int y = 0; y < height; y++)
            {
                (int row, int below) = Math.DivRem(y, spacing);
                for (int x = 0; x < width; x++)
                {
                    (int column, int right) = Math.DivRem(x, spacing);
                    int corner = (row * columns) + column;
                    int upper = (grid[corner] * (spacing - right)) + (grid[corner + 1] * right);
                    int lower = (grid[corner + columns] * (spacing - right)) + (grid[corner + columns + 1] * right);
                    int mean = ((upper * (spacing - below)) + (lower * below)) * 2 / (spacing * spacing);
                    field[(y * width) + x] += (mean - 255) * Contrasts[octave];
                }
            }
        }
    }

    private static (int Count, int Height, int Width, int Channels) Extents(Graph graph, Value input)
    {
        int[] shape = Array.ConvertAll(input.Shape, d => checked((int)d.Size));
        if (shape.Length == 4)
        {
            return (shape[0], shape[1], shape[2], shape[3]);
        }
        int side = shape.Length == 2 ? (int)Math.Sqrt(shape[1]) : 0;
        return side > 0
            ? side * side == shape[1] ? (shape[0], side, side, 1) : (shape[0], 1, shape[1], 1)
            : throw new CompileException("zoo.input", graph.Name, $"input {input}: made-up inputs exist for [N, H, W, C] and [N, K]; give the input explicitly");
    }
}
