using System;
using System.Buffers.Binary;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Isa;
using AccelEmu.Frontends;
using AccelEmu.Numerics;

namespace AccelEmu.Cli;

/// <summary>Brings a tensor from a file into the model's own type and shape.</summary>
internal static class InputConversion
{
    /// <summary>
    /// The input's bytes: the same type passes through; fp32 for a quantised integer input is quantised (round half away from zero, saturating); raw bytes count by
    /// length; images are resized (bilinear, without half-pixel offset) and fed as bytes, less 128 for int8 inputs.
    /// </summary>
    public static byte[] ToInput(TensorBinding binding, FileTensor file)
    {
        TensorData tensor = file.Data;
        long elements = Elements(binding);
        if (file.IsImage)
        {
            return FromImage(binding, tensor);
        }
        if (file.IsRaw)
        {
            return tensor.Bytes.Length == binding.Bytes ? tensor.Bytes
                : binding.Scale.Length > 0 && tensor.Bytes.Length == elements * 4 ? Quantize(binding, MemoryMarshal.Cast<byte, float>(tensor.Bytes))
                : throw new CliException($"input '{binding.Name}': {tensor.Bytes.Length} raw bytes; legal are {binding.Bytes} ({Describe(binding)}){(binding.Scale.Length > 0 ? $" or {elements * 4} (f32, to be quantised)" : "")}");
        }
        long count = tensor.Shape.Aggregate(1L, (a, b) => a * b);
        if (count != elements)
        {
            throw new CliException($"input '{binding.Name}': the file holds [{string.Join(", ", tensor.Shape)}], the model wants {Describe(binding)}");
        }
        return tensor.Type == binding.Type ? tensor.Bytes
            : tensor.Type == DType.F32 && binding.Scale.Length > 0 ? Quantize(binding, MemoryMarshal.Cast<byte, float>(tensor.Bytes))
            : ConvertElements(binding, tensor);
    }

    private static byte[] ConvertElements(TensorBinding binding, TensorData tensor)
    {
        byte[] result = new byte[binding.Bytes];
        Reference.Convert(
            new Tile(result, TileShape.Dense(binding.Type, Elements(binding))),
            new Tile(tensor.Bytes, TileShape.Dense(tensor.Type, Elements(binding))));
        return result;
    }

    /// <summary>real / scale, divided in fp64 and rounded half away from zero, + zero point, saturating.</summary>
    public static byte[] Quantize(TensorBinding binding, ReadOnlySpan<float> real)
    {
        byte[] result = new byte[binding.Bytes];
        long min = binding.Type.MinValue();
        long max = binding.Type.MaxValue();
        int width = binding.Type.Bits() / 8;
        for (int i = 0; i < real.Length; i++)
        {
            double scaled = Math.Round((double)real[i] / binding.Scale[0], MidpointRounding.AwayFromZero) + binding.ZeroPoint[0];
            long q = double.IsNaN(scaled) ? 0 : (long)Math.Clamp(scaled, min, max);
            Span<byte> to = result.AsSpan(i * width, width);
            switch (width)
            {
                case 1: to[0] = (byte)q; break;
                case 2: BinaryPrimitives.WriteInt16LittleEndian(to, (short)q); break;
                default: BinaryPrimitives.WriteInt32LittleEndian(to, (int)q); break;
            }
        }
        return result;
    }

    private static byte[] FromImage(TensorBinding binding, TensorData image)
    {
        long[] shape = [.. binding.Shape];
        bool planar = shape.Length == 4 && shape[1] is 1 or 3 && shape[3] is not (1 or 3);
        if (shape.Length != 4 || shape[0] != 1 || !(planar || shape[3] is 1 or 3))
        {
            throw new CliException($"input '{binding.Name}': an image fits [1, H, W, 1|3] or [1, 1|3, H, W], the model wants {Describe(binding)}; give .npy or raw bytes");
        }
        (long height, long width, long channels) = planar ? (shape[2], shape[3], shape[1]) : (shape[1], shape[2], shape[3]);
        byte[] pixels = ImageResize.Bilinear(image, (int)height, (int)width, (int)channels);
        if (planar)
        {
            pixels = ImageResize.ToPlanes(pixels, (int)channels);
        }
        return binding.Type switch
        {
            DType.U8 => pixels,
            DType.I8 => [.. pixels.Select(p => (byte)(p - 128))],
            DType.F32 => MemoryMarshal.AsBytes<float>(pixels.Select(p => (float)p).ToArray()).ToArray(),
            _ => throw new CliException($"input '{binding.Name}': images fit u8, i8 and f32 inputs, the model wants {Describe(binding)}"),
        };
    }

    /// <summary>Type and shape in words.</summary>
    public static string Describe(TensorBinding binding) => $"{binding.Type.Name()}[{string.Join(", ", binding.Shape)}]";

    /// <summary>Number of elements.</summary>
    public static long Elements(TensorBinding binding) => binding.Shape.Aggregate(1L, (a, b) => a * b);
}
