using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Frontends.Tests;

/// <summary>
/// Damaged files end in a <see cref="CompileException"/> with a code of their format, and never take much more memory than their size.
/// <see cref="Fuzz.Cases"/> sets the number of cases of each test.
/// </summary>
public sealed class FuzzTests
{
    private const int LargestSeedFile = 100_000;
    private const long ConstantLimit = 1 << 22;

    /// <summary>Arrays of names, tables and graph objects beside the file's own bytes.</summary>
    private const long OverheadFactor = 128;
    private const long OverheadFloor = 1 << 20;

    private static readonly int s_cases = Fuzz.Cases();

    [Fact]
    public void TfLite_files() => Run("tflite.", TfLiteFiles(), (seed, files, i) => Mutator.Mutate(seed, files[i], files[(i * 7 + 1) % files.Length]), bytes => TfLiteReader.Read(bytes, "f.tflite"));

    [Fact]
    public void Onnx_files() => Run("onnx.", OnnxFiles(), (seed, files, i) => Mutator.Mutate(seed, files[i], files[(i * 7 + 1) % files.Length]), ReadOnnx);

    [Fact]
    public void Onnx_messages() => Run("onnx.", OnnxFiles(), (seed, files, i) => OnnxMessageMutator.Mutate(seed, files[i]), ReadOnnx);

    [Fact]
    public void Array_files()
    {
        byte[] npy = Npy.Write(new TensorData(Numerics.DType.F32, [2, 3], new byte[24]));
        byte[] npz = Npz.Write([new TensorData(Numerics.DType.I8, [5], new byte[5], "a"), new TensorData(Numerics.DType.F64, [], new byte[8], "b")]);
        byte[] message = TensorProto.Write(new TensorData(Numerics.DType.I16, [4], new byte[8], "t"));
        Run("npy.", [npy], (seed, files, i) => Mutator.Mutate(seed, files[i], npz), bytes => Npy.Read(bytes, "f"));
        Run("np", [npz], (seed, files, i) => Mutator.Mutate(seed, files[i], npy), bytes => Npz.Read(bytes, "f"));
        Run("onnx.", [message], (seed, files, i) => Mutator.Mutate(seed, files[i], npy), bytes => TensorProto.Read(bytes, "f"));
    }

    private static void ReadOnnx(byte[] bytes) => OnnxReader.Read(bytes, "f.onnx", new OnnxOptions { MaxConstantBytes = ConstantLimit });

    private static void Run(string code, byte[][] files, Func<int, byte[][], int, byte[]> mutate, Action<byte[]> read)
    {
        int read0 = 0;
        for (int seed = 0; seed < s_cases; seed++)
        {
            byte[] bytes = mutate(seed, files, seed % files.Length);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(bytes);
                read0++;
            }
            catch (CompileException e)
            {
                Assert.True(e.Code.StartsWith(code, StringComparison.Ordinal), $"seed {seed}, file {seed % files.Length}: code {e.Code}");
                Assert.True(e.Message.Length > 20, $"seed {seed}: \"{e.Message}\" says nothing");
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, file {seed % files.Length}: {e}");
            }
            long used = GC.GetAllocatedBytesForCurrentThread() - before, limit = OverheadFloor + (3 * ConstantLimit) + (OverheadFactor * bytes.Length);
            Assert.True(used < limit, $"seed {seed}, file {seed % files.Length}: {used} bytes for a file of {bytes.Length}, the limit is {limit}");
        }
        Assert.True(read0 < s_cases, "no damage was noticed");
    }

    private static byte[][] TfLiteFiles() => [TfLiteFile.Sample(), .. Shared(Path.Combine("models", "mlperf_tiny"), "*.tflite"), .. Shared(Path.Combine("models", "tflm"), "*.tflite")];

    private static byte[][] OnnxFiles() => [OnnxFile.Sample(), .. Shared("models", "*.onnx"), .. Shared(Path.Combine("onnx", "node"), "*.onnx").Where((_, i) => i % 8 == 0)];

    private static IEnumerable<byte[]> Shared(string folder, string pattern) => SharedData.Exists
        ? Directory.EnumerateFiles(SharedData.PathOf(folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(f => new FileInfo(f).Length < LargestSeedFile).Select(File.ReadAllBytes)
        : [];
}
