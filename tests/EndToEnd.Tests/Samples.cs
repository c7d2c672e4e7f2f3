using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using AccelEmu.Numerics;
using AccelEmu.TestKit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>A labelled sample in the bytes its file has.</summary>
/// <param name="Name">File name or position.</param>
/// <param name="Label">Class, or 1 for an anomaly.</param>
/// <param name="Bytes">Contents.</param>
internal sealed record Sample(string Name, int Label, byte[] Bytes);

/// <summary>The data sets as their READMEs describe them, read here a second time so that a fault of the command line's reader cannot hide.</summary>
internal static class Samples
{
    /// <summary>Files listed in <c>y_labels.csv</c>.</summary>
    public static IEnumerable<Sample> Labelled(string set) =>
        from line in File.ReadLines(SharedData.PathOf("datasets", set, "y_labels.csv"))
        where line.Trim().Length > 0
        let parts = line.Split(',', StringSplitOptions.TrimEntries)
        select new Sample(parts[0], int.Parse(parts[2], CultureInfo.InvariantCulture), File.ReadAllBytes(SharedData.PathOf("datasets", set, parts[0])));

    /// <summary>CIFAR-10 records: label, then 32×32×3 bytes.</summary>
    public static IEnumerable<Sample> Cifar()
    {
        byte[] all = Unzip("datasets", "cifar10", "cifar10_test_dev.bin.gz");
        return all.Chunk(3073).Select((record, i) => new Sample($"{i}", record[0], record[1..]));
    }

    /// <summary>MNIST test images as 784 bytes.</summary>
    public static IEnumerable<Sample> Mnist()
    {
        string folder = SharedData.PathOf("datasets", "mnist");
        byte[] images = Unzip("datasets", "mnist", Path.GetFileName(Directory.GetFiles(folder, "*idx3*.gz").Single()));
        byte[] labels = Unzip("datasets", "mnist", Path.GetFileName(Directory.GetFiles(folder, "*idx1*.gz").Single()));
        return images[16..].Chunk(784).Select((image, i) => new Sample($"{i}", labels[8 + i], image));
    }

    /// <summary>Planes stored column after column, to rows of pixels.</summary>
    public static byte[] FromColumns(byte[] planes)
    {
        byte[] image = new byte[3072];
        for (int y = 0; y < 32; y++)
        {
            for (int x = 0; x < 32; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    image[(((y * 32) + x) * 3) + c] = planes[(c * 1024) + (x * 32) + y];
                }
            }
        }
        return image;
    }

    /// <summary>uint8 to the int8 of the same distance from the bottom.</summary>
    public static byte[] Signed(byte[] bytes) => Array.ConvertAll(bytes, b => (byte)(b - 128));

    /// <summary>A column of a reference file by sample.</summary>
    public static Dictionary<string, string> Reference(string set, string file, string column)
    {
        string[][] rows = [.. File.ReadLines(SharedData.PathOf("datasets", set, file)).Where(l => l.Length > 0).Select(l => l.Split(','))];
        int index = Array.IndexOf(rows[0], column);
        return rows.Skip(1).ToDictionary(r => r[0], r => r[index]);
    }

    /// <summary>The suffix of reference columns.</summary>
    public static string Suffix(RequantMode rounding) => rounding == RequantMode.FixedSingle ? "single" : "double";

    /// <summary>A gzip file's contents.</summary>
    public static byte[] Unzip(params string[] path)
    {
        using GZipStream zip = new(File.OpenRead(SharedData.PathOf(path)), CompressionMode.Decompress);
        using MemoryStream memory = new();
        zip.CopyTo(memory);
        return memory.ToArray();
    }
}
