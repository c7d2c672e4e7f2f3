using System;
using System.IO;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Frontends.Tests;

public sealed class DataFileTests
{
    [Theory]
    [InlineData(DType.I8, new int[0])]
    [InlineData(DType.F32, new[] { 5 })]
    [InlineData(DType.I64, new[] { 2, 3 })]
    [InlineData(DType.F16, new[] { 1, 2, 3, 4 })]
    public void Arrays_survive_npy_npz_and_tensor_messages(DType type, int[] shape)
    {
        byte[] bytes = new byte[type.BytesOf(shape.Aggregate(1, (a, b) => a * b))];
        new Random(7).NextBytes(bytes);
        TensorData tensor = new(type, shape, bytes, "name");
        byte[] npy = Npy.Write(tensor);
        Assert.Equal(0, (npy.Length - bytes.Length) % 64);
        foreach (TensorData back in (TensorData[])[Npy.Read(npy, "f"), Npz.Read(Npz.Write([tensor]), "f")[0], TensorProto.Read(TensorProto.Write(tensor), "f")])
        {
            Assert.Equal(type, back.Type);
            Assert.Equal(bytes, back.Bytes);
            Assert.Equal(shape, back.Shape);
        }
        Assert.Equal("name", Npz.Read(Npz.Write([tensor]), "f")[0].Name);
        Assert.Equal(Npz.Write([tensor]), Npz.Write([tensor]));
    }

    [Fact]
    public void Column_major_arrays_are_reordered()
    {
        byte[] npy = Npy.Write(new TensorData(DType.U8, [2, 3], [0, 1, 2, 3, 4, 5]));
        string header = System.Text.Encoding.Latin1.GetString(npy).Replace("False", "True ", StringComparison.Ordinal);
        Assert.Equal([0, 2, 4, 1, 3, 5], Npy.Read(System.Text.Encoding.Latin1.GetBytes(header), "f").Bytes);
    }

    [Fact]
    public void Other_types_are_named_with_what_is_legal()
    {
        byte[] npy = Npy.Write(new TensorData(DType.F32, [1], new byte[4]));
        npy[Array.IndexOf(npy, (byte)'<')] = (byte)'>';
        CompileException e = Assert.Throws<CompileException>(() => Npy.Read(npy, "big.npy"));
        Assert.Equal("npy.type", e.Code);
        Assert.Contains("'>f4'", e.Message, StringComparison.Ordinal);
        Assert.Contains("<f4", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_bomb_stops_at_the_limit()
    {
        byte[] npz = Npz.Write([new TensorData(DType.I8, [5000], new byte[5000], "a")]);
        Assert.Equal("npz.size", Assert.Throws<CompileException>(() => Npz.Read(npz, "f", maxBytes: 4000)).Code);
    }

    [Fact]
    public void Shared_arrays_are_read()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        string[] files = [.. Directory.EnumerateFiles(SharedData.PathOf("models"), "*.npz", SearchOption.AllDirectories)];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            Assert.NotEmpty(Npz.Read(File.ReadAllBytes(file), file));
        }
    }
}
