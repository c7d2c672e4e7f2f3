using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Linq;
using System.Text;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>NumPy's .npy array files, versions 1 to 3; see "numpy.lib.format" in NumPy's documentation.</summary>
public static class Npy
{
    private static readonly byte[] s_magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static readonly (string Name, DType Type)[] s_types =
    [
        ("|i1", DType.I8), ("|u1", DType.U8), ("|b1", DType.U8), ("<i2", DType.I16), ("<u2", DType.U16), ("<i4", DType.I32),
        ("<u4", DType.U32), ("<i8", DType.I64), ("<f2", DType.F16), ("<f4", DType.F32), ("<f8", DType.F64),
    ];

    /// <summary>Reads an array. Column-major files are reordered.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">The file's name, for errors; becomes the tensor's name.</param>
    /// <exception cref="CompileException">Code <c>npy.*</c>: the file is damaged, or has a type that is not read.</exception>
    public static TensorData Read(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 10 || !file[..6].SequenceEqual(s_magic) || file[6] is < 1 or > 3)
        {
            throw Malformed(name, "the first bytes are not those of a .npy file of version 1 to 3");
        }
        int prefix = file[6] == 1 ? 10 : 12;
        long length = file[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : file.Length < 12 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length == 0 || prefix + length > file.Length)
        {
            throw Malformed(name, $"the header has {length} bytes, the file {file.Length}");
        }
        string header = Encoding.Latin1.GetString(file.Slice(prefix, (int)length));
        string typeName = Quoted(header, "descr", name);
        int known = Array.FindIndex(s_types, t => t.Name == typeName);
        if (known < 0)
        {
            throw new CompileException("npy.type", name, $"descr is '{typeName}'; legal: {string.Join(", ", s_types.Select(t => t.Name))}; save the array with astype");
        }
        DType type = s_types[known].Type;
        int[] shape = Shape(header, name);
        long elements = Shapes.Elements(shape);
        ReadOnlySpan<byte> data = file[(prefix + (int)length)..];
        if (elements < 0 || type.BytesOf(elements) != data.Length)
        {
            throw Malformed(name, $"{data.Length} bytes follow the header, shape {Shapes.Text(shape)} of {typeName} needs {(elements < 0 ? "too many" : type.BytesOf(elements))}");
        }
        bool columnMajor = Field(header, "fortran_order", name).StartsWith("True", StringComparison.Ordinal);
        if (!columnMajor)
        {
            return new TensorData(type, shape, data.ToArray(), name);
        }
        int[] reversed = [.. Enumerable.Range(0, shape.Length).Reverse()];
        return new TensorData(type, shape, DenseTranspose.Run(data, type.Bits() / 8, Shapes.Permute(shape, reversed), reversed), name);
    }

    /// <summary>An array as a version 1 file.</summary>
    /// <exception cref="CompileException">The type has no NumPy name.</exception>
    public static byte[] Write(TensorData tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        string type = s_types.FirstOrDefault(t => t.Type == tensor.Type).Name
            ?? throw new CompileException("npy.type", tensor.Name, $"{tensor.Type.Name()} has no NumPy type; legal: {string.Join(", ", s_types.Select(t => t.Type.Name()).Distinct())}");
        string extents = string.Concat(tensor.Shape.Select((e, i) => i == 0 ? $"{e}," : $" {e},"));
        string shape = tensor.Shape.Length > 1 ? extents[..^1] : extents;
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}";
        // The header ends in a newline and is padded so that the data starts at a multiple of 64.
        int length = ((10 + header.Length + 1 + 63) / 64 * 64) - 10;
        byte[] file = new byte[10 + length + tensor.Bytes.Length];
        s_magic.CopyTo(file, 0);
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)length);
        Encoding.Latin1.GetBytes(header.PadRight(length - 1) + "\n", file.AsSpan(10));
        tensor.Bytes.CopyTo(file, 10 + length);
        return file;
    }

    private static string Field(string header, string key, string name)
    {
        int at = header.IndexOf($"'{key}'", StringComparison.Ordinal);
        int colon = at < 0 ? -1 : header.IndexOf(':', at);
        return colon < 0 ? throw Malformed(name, $"the header has no '{key}'") : header[(colon + 1)..].TrimStart();
    }

    private static string Quoted(string header, string key, string name)
    {
        string field = Field(header, key, name);
        int end = field.Length > 1 && field[0] == '\'' ? field.IndexOf('\'', 1) : -1;
        return end < 0 ? throw Malformed(name, $"'{key}' is not a simple type") : field[1..end];
    }

    private static int[] Shape(string header, string name)
    {
        string field = Field(header, "shape", name);
        int end = field.IndexOf(')');
        string[] parts = field.Length > 0 && field[0] == '(' && end > 0 ? field[1..end].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : ["?"];
        int[] shape = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts.Length > Shapes.MaxRank || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
            {
                throw Malformed(name, $"shape is not a tuple of at most {Shapes.MaxRank} numbers");
            }
        }
        return shape;
    }

    private static CompileException Malformed(string name, string message) => new("npy.malformed", name, $"{message}; save the array again with numpy.save");
}
