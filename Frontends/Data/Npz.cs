using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>NumPy's .npz files: a zip of .npy arrays, each named.</summary>
public static class Npz
{
    /// <summary>Reads all arrays, in the file's order.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <param name="maxBytes">Bytes the arrays may have when decompressed: a zip can hold a thousand times its size.</param>
    /// <exception cref="CompileException">Code <c>npz.*</c> or <c>npy.*</c>: the file is damaged, larger than the limit, or has a type that is not read.</exception>
    public static IReadOnlyList<TensorData> Read(byte[] file, string name, long maxBytes = 1L << 31)
    {
        ArgumentNullException.ThrowIfNull(file);
        List<TensorData> tensors = [];
        try
        {
            using ZipArchive zip = new(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                {
                    throw new CompileException("npz.entry", name, $"holds \"{entry.FullName}\"; legal: .npy arrays; save it with numpy.savez");
                }
                TensorData tensor = Npy.Read(Contents(entry, name, ref maxBytes), $"{name}: {entry.FullName}");
                tensors.Add(new TensorData(tensor.Type, tensor.Shape, tensor.Bytes, entry.FullName[..^4]));
            }
        }
        catch (InvalidDataException e)
        {
            throw new CompileException("npz.malformed", name, $"{e.Message} Save the arrays again with numpy.savez");
        }
        return tensors;
    }

    /// <summary>Arrays as an uncompressed file; entry times are fixed, so equal arrays give equal bytes.</summary>
    public static byte[] Write(IEnumerable<TensorData> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (TensorData tensor in tensors)
            {
                ZipArchiveEntry entry = zip.CreateEntry(tensor.Name + ".npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream to = entry.Open();
                to.Write(Npy.Write(tensor));
            }
        }
        return stream.ToArray();
    }

    private static byte[] Contents(ZipArchiveEntry entry, string name, ref long remaining)
    {
        using Stream from = entry.Open();
        using MemoryStream to = new();
        byte[] block = new byte[1 << 16];
        for (int read = from.Read(block); read > 0; read = from.Read(block))
        {
            remaining -= read;
            if (remaining < 0)
            {
                throw new CompileException("npz.size", name, $"\"{entry.FullName}\" goes beyond the limit for decompressed arrays; raise the limit or split the file");
            }
            to.Write(block, 0, read);
        }
        return to.ToArray();
    }
}
