using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using StbImageSharp;

namespace AccelEmu.Cli;

/// <summary>Tensors in files: .npy, .npz, ONNX .pb, images, or raw bytes.</summary>
internal static class TensorFile
{
    /// <summary>Splits <c>[NAME=]FILE</c>.</summary>
    public static (string? Name, string Path) Split(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && !File.Exists(argument) ? (argument[..equals], argument[(equals + 1)..]) : (null, argument);
    }

    /// <summary>
    /// Pairs <c>[NAME=]FILE</c> arguments with bindings: by name, by the names inside an .npz, else in order.
    /// </summary>
    public static Dictionary<TensorBinding, TensorData> Assign(IReadOnlyList<string> arguments, IReadOnlyList<TensorBinding> bindings, string option)
    {
        Dictionary<TensorBinding, TensorData> found = [];
        int next = 0;
        foreach (string argument in arguments)
        {
            (string? name, string path) = Split(argument);
            foreach (TensorData tensor in Read(path))
            {
                TensorBinding binding = (name ?? tensor.Name) is { } wanted && bindings.FirstOrDefault(b => b.Name == wanted) is { } named
                    ? named
                    : name is not null
                        ? throw new CliException($"{option} {argument}: the model has no tensor '{name}'; legal are {string.Join(", ", bindings.Select(b => b.Name))}")
                        : next < bindings.Count ? bindings[next] : throw new CliException($"{option} {argument}: the model has only {bindings.Count} tensors here: {string.Join(", ", bindings.Select(b => b.Name))}");
                next++;
                if (!found.TryAdd(binding, tensor))
                {
                    throw new CliException($"{option} {argument}: tensor '{binding.Name}' is given twice");
                }
            }
        }
        return found;
    }

    /// <summary>The tensors of a file; raw bytes have no type or shape.</summary>
    public static IReadOnlyList<TensorData> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"'{path}': no such file");
        }
        byte[] bytes = File.ReadAllBytes(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => [Npy.Read(bytes, path)],
            ".npz" => Npz.Read(bytes, path),
            ".pb" => [TensorProtoFile.Read(bytes, path)],
            ".png" or ".jpg" or ".jpeg" or ".bmp" or ".ppm" or ".pgm" or ".gif" => [Image(bytes, path)],
            _ => [new TensorData(null, DType.U8, [], bytes)],
        };
    }

    private static TensorData Image(byte[] bytes, string path)
    {
        try
        {
            ImageResult image = ImageResult.FromMemory(bytes);
            int channels = (int)image.Comp;
            return new TensorData(null, DType.U8, [image.Height, image.Width, channels], image.Data) { IsImage = true };
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new CliException($"'{path}': not an image that can be read: {e.Message}", e);
        }
    }
}
