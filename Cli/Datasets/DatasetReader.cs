using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace AccelEmu.Cli;

/// <summary>Reads the published layouts of MLPerf Tiny's data sets, CIFAR-10 and MNIST.</summary>
internal static class DatasetReader
{
    /// <summary>Layouts by name; <c>auto</c> chooses by the folder's contents and name.</summary>
    public static readonly string[] Layouts = ["auto", "raw", "image", "image-columns", "cifar", "idx", "spectrogram"];

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">Holds <c>y_labels.csv</c> (file, classes, label) and the files, or one CIFAR .bin.gz, or IDX files.</param>
    /// <param name="layout">One of <see cref="Layouts"/>.</param>
    /// <param name="signed">Whether images are fed less 128.</param>
    public static Dataset Open(string folder, string layout, bool signed)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException($"data set '{folder}': no such folder");
        }
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        string chosen = layout == "auto" ? Guess(folder, name) : layout;
        return chosen switch
        {
            "raw" => Labelled(folder, name, bytes => [bytes], isFloat: false),
            "image" => Labelled(folder, name, bytes => [Bias(bytes, signed)], isFloat: false),
            "image-columns" => Labelled(folder, name, bytes => [Bias(FromColumns(bytes), signed)], isFloat: false),
            "spectrogram" => Labelled(folder, name, Windows, isFloat: true) with { Kind = DatasetKind.Anomaly },
            "cifar" => Cifar(folder, name, signed),
            "idx" => Idx(folder, name, signed),
            _ => throw new CliException(ExitCodes.Usage, $"--layout {layout}: legal are {string.Join(", ", Layouts)}"),
        };
    }

    private static string Guess(string folder, string name) =>
        Directory.GetFiles(folder, "*idx3-ubyte.gz").Length > 0 ? "idx"
        : name.StartsWith("cifar", StringComparison.Ordinal) ? "cifar"
        : name switch
        {
            "kws01" => "raw",
            "vww01" => "image",
            "ic01" => "image-columns",
            "ad01" => "spectrogram",
            _ => throw new CliException($"data set '{folder}': its layout cannot be told from its name; give --layout, one of {string.Join(", ", Layouts.Skip(1))}"),
        };

    private static Dataset Labelled(string folder, string name, Func<byte[], IReadOnlyList<byte[]>> windows, bool isFloat)
    {
        string labels = Path.Combine(folder, "y_labels.csv");
        if (!File.Exists(labels))
        {
            throw new CliException($"data set '{folder}': y_labels.csv is missing (lines: file, classes, label)");
        }
        string[] lines = [.. File.ReadLines(labels).Where(l => l.Trim().Length > 0)];
        return new Dataset(name, DatasetKind.Classification, Read());

        IEnumerable<Sample> Read()
        {
            foreach (string line in lines)
            {
                string[] parts = line.Split(',', StringSplitOptions.TrimEntries);
                if (parts.Length < 3 || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int label))
                {
                    throw new CliException($"{labels}: '{line}' is not 'file, classes, label'");
                }
                yield return new Sample(parts[0], label, windows(File.ReadAllBytes(Path.Combine(folder, parts[0]))), isFloat);
            }
        }
    }

    /// <summary>Planes of columns (c·H·W + x·H + y), 32×32×3, to row-major interleaved.</summary>
    private static byte[] FromColumns(byte[] bytes)
    {
        const int Side = 32;
        if (bytes.Length != Side * Side * 3)
        {
            throw new CliException($"layout image-columns: {bytes.Length} bytes; legal are {Side * Side * 3} (32x32x3)");
        }
        byte[] result = new byte[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            int c = i / (Side * Side);
            int x = i / Side % Side;
            int y = i % Side;
            result[(((y * Side) + x) * 3) + c] = bytes[i];
        }
        return result;
    }

    /// <summary>Frames of 128 mel bands: every window of five frames, one frame apart, 640 floats; 196 of 200 frames.</summary>
    private static IReadOnlyList<byte[]> Windows(byte[] bytes)
    {
        const int FrameBytes = 128 * 4;
        const int FramesOfWindow = 5;
        int frames = bytes.Length / FrameBytes;
        return [.. Enumerable.Range(0, Math.Max(0, frames - FramesOfWindow + 1)).Select(f => bytes.AsSpan(f * FrameBytes, FramesOfWindow * FrameBytes).ToArray())];
    }

    private static Dataset Cifar(string folder, string name, bool signed)
    {
        const int Record = 1 + (32 * 32 * 3);
        string[] files = Directory.GetFiles(folder, "*.bin.gz");
        if (files.Length != 1)
        {
            throw new CliException($"data set '{folder}': expected one .bin.gz of label-and-image records, found {files.Length}");
        }
        byte[] all = Unzip(files[0]);
        return new Dataset(name, DatasetKind.Classification, Enumerable.Range(0, all.Length / Record).Select(i =>
            new Sample($"{i}", all[i * Record], [Bias(all.AsSpan((i * Record) + 1, Record - 1).ToArray(), signed)], IsFloat: false)));
    }

    private static Dataset Idx(string folder, string name, bool signed)
    {
        byte[] images = Unzip(Only(folder, "*idx3-ubyte.gz", "images"));
        byte[] labels = Unzip(Only(folder, "*idx1-ubyte.gz", "labels"));
        const int ImageHeader = 16;
        const int LabelHeader = 8;
        if (images.Length < ImageHeader || labels.Length < LabelHeader)
        {
            throw new CliException($"data set '{folder}': the IDX files are shorter than their headers");
        }
        long count = BinaryPrimitives.ReadUInt32BigEndian(images.AsSpan(4));
        UInt128 pixels = (UInt128)BinaryPrimitives.ReadUInt32BigEndian(images.AsSpan(8)) * BinaryPrimitives.ReadUInt32BigEndian(images.AsSpan(12));
        if (pixels == 0 || (UInt128)count * pixels > (UInt128)(images.Length - ImageHeader) || labels.Length - LabelHeader < count)
        {
            throw new CliException($"data set '{folder}': the IDX headers ask for {count} images of {pixels} bytes, the files are shorter");
        }
        int size = (int)pixels;
        return new Dataset(name, DatasetKind.Classification, Enumerable.Range(0, (int)count).Select(i =>
            new Sample($"{i}", labels[LabelHeader + i], [Bias(images.AsSpan(ImageHeader + (i * size), size).ToArray(), signed)], IsFloat: false)));
    }

    private static string Only(string folder, string pattern, string what) => Directory.GetFiles(folder, pattern) is [string file]
        ? file
        : throw new CliException($"data set '{folder}': one file {pattern} of {what} is needed");

    private static byte[] Unzip(string file)
    {
        using GZipStream zip = new(File.OpenRead(file), CompressionMode.Decompress);
        using MemoryStream memory = new();
        zip.CopyTo(memory);
        return memory.ToArray();
    }

    private static byte[] Bias(byte[] bytes, bool signed) => signed ? [.. bytes.Select(b => (byte)(b - 128))] : bytes;
}
