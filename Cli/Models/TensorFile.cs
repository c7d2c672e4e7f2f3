using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using StbImageSharp;

namespace AccelEmu.Cli;

/// <summary>A tensor as a file holds it.</summary>
/// <param name="Data">Type, shape and bytes.</param>
internal sealed record FileTensor(TensorData Data)
{
    /// <summary>Bytes of unknown type and shape.</summary>
    public bool IsRaw { get; init; }

    /// <summary>8-bit [height, width, channels].</summary>
    public bool IsImage { get; init; }
}

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
    public static Dictionary<TensorBinding, FileTensor> Assign(IReadOnlyList<string> arguments, IReadOnlyList<TensorBinding> bindings, string option)
    {
        Dictionary<TensorBinding, FileTensor> found = [];
        int next = 0;
        foreach (string argument in arguments)
        {
            (string? name, string path) = Split(argument);
            foreach (FileTensor tensor in Read(path))
            {
                TensorBinding binding = (name ?? tensor.Data.Name) is { } wanted && bindings.FirstOrDefault(b => b.Name == wanted) is { } named
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
    public static IReadOnlyList<FileTensor> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"'{path}': no such file");
        }
        byte[] bytes = File.ReadAllBytes(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => [new FileTensor(Npy.Read(bytes, path))],
            ".npz" => [.. Npz.Read(bytes, path).Select(t => new FileTensor(t))],
            ".pb" => [new FileTensor(TensorProto.Read(bytes, path))],
            ".png" or ".jpg" or ".jpeg" or ".bmp" or ".ppm" or ".pgm" or ".gif" => [Image(bytes, path)],
            _ => [new FileTensor(new TensorData(DType.U8, [bytes.Length], bytes)) { IsRaw = true }],
        };
    }

    private static FileTensor Image(byte[] bytes, string path)
    {
        try
        {
            ImageResult image = ImageResult.FromMemory(bytes);
            int channels = (int)image.Comp;
            return new FileTensor(new TensorData(DType.U8, [image.Height, image.Width, channels], image.Data)) { IsImage = true };
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new CliException($"'{path}': not an image that can be read: {e.Message}", e);
        }
    }
}
