using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Emulator;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>
/// ONNX cases with recorded inputs and outputs, compiled for the small machine and executed: each is refused by type, or right. Integers are exact; floats
/// differ by the order of sums and by library functions, |a − b| ≤ 1e-7 + 1e-3·|b|; cases of narrower floats are recorded in fp32, inputs
/// too, and get (1 + |b|) / 64.
/// </summary>
public class ConformanceTests(ITestOutputHelper output)
{
    private sealed record Case(string Name, string Model, Func<Tensors> Read);

    private sealed record Tensors(IReadOnlyList<TensorData> Inputs, IReadOnlyList<TensorData> Outputs);

    /// <param name="family">Folder below the data folder.</param>
    /// <param name="least">Cases that are known to run; more may.</param>
    [Theory]
    [InlineData("onnx/node", 150)]
    [InlineData("onnx/simple", 1)]
    [InlineData("onnx/pytorch-converted", 1)]
    [InlineData("onnx/pytorch-operator", 0)]
    [InlineData("models/deeploy/std", 48)]
    [InlineData("models/deeploy/nets", 1)]
    public void EveryCase_IsRefusedOrRight(string family, int least)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        List<string> wrong = [];
        int right = 0;
        int refused = 0;
        foreach (Case c in Cases(family))
        {
            try
            {
                string? error = Run(c);
                right += error is null ? 1 : 0;
                if (error is not null)
                {
                    wrong.Add($"{c.Name}: {error}");
                }
            }
            catch (CompileException)
            {
                refused++;
            }
            catch (Exception e)
            {
                wrong.Add($"{c.Name}: {e.GetType().Name}: {e.Message}");
            }
        }
        output.WriteLine($"{family}: {right} right, {refused} refused, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(right >= least, $"{right} cases run, {least} did");
    }

    /// <summary>Whole networks with made-up weights, one image each.</summary>
    [Theory]
    [InlineData("light_squeezenet")]
    [InlineData("light_inception_v2")]
    [InlineData("light_densenet121")]
    public void Network_GivesItsRecordedOutput(string name)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        string stem = SharedData.PathOf("onnx", "light", name);
        Case network = new(name, $"{stem}.onnx", () => new Tensors([Message($"{stem}_input_0.pb")], [Message($"{stem}_output_0.pb")]));
        Assert.Null(Run(network));
    }

    private static IEnumerable<Case> Cases(string family)
    {
        foreach (string folder in Directory.GetDirectories(SharedData.PathOf(family.Split('/'))).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(folder);
            yield return File.Exists(Path.Combine(folder, "network.onnx"))
                ? new Case(name, Path.Combine(folder, "network.onnx"), () => new Tensors(Archive(folder, "inputs.npz"), Archive(folder, "outputs.npz")))
                : new Case(name, Path.Combine(folder, "model.onnx"), () => new Tensors(Messages(folder, "input"), Messages(folder, "output")));
        }
    }

    private static IReadOnlyList<TensorData> Archive(string folder, string name) => Npz.Read(File.ReadAllBytes(Path.Combine(folder, name)), name);

    private static List<TensorData> Messages(string folder, string kind)
    {
        List<TensorData> tensors = [];
        while (Path.Combine(folder, "test_data_set_0", $"{kind}_{tensors.Count}.pb") is string file && File.Exists(file))
        {
            tensors.Add(Message(file));
        }
        return tensors;
    }

    private static TensorData Message(string file) => TensorProto.Read(File.ReadAllBytes(file), file);

    /// <returns>What is wrong, or null.</returns>
    private static string? Run(Case c)
    {
        CompiledModel compiled = ModelCompiler.Compile(OnnxReader.Read(File.ReadAllBytes(c.Model), c.Name), Models.Machine("edge"));
        Tensors tensors = c.Read();
        using Machine machine = new(compiled.Machine);
        machine.Load(compiled.Program);
        TensorBinding[] inputs = [.. compiled.Program.Bindings.Where(b => !b.IsOutput)];
        TensorBinding[] outputs = [.. compiled.Program.Bindings.Where(b => b.IsOutput)];
        if (inputs.Length > tensors.Inputs.Count || outputs.Length != tensors.Outputs.Count)
        {
            return $"{inputs.Length} inputs and {outputs.Length} outputs, recorded are {tensors.Inputs.Count} and {tensors.Outputs.Count}";
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            // Inputs that only lend their type are recorded without elements.
            if (tensors.Inputs[i].Bytes.Length > 0)
            {
                machine.WriteTensor(inputs[i].Name, Converted(tensors.Inputs[i], inputs[i].Type));
            }
        }
        RunResult run = machine.Run(LoadedModel.OneThread with { CheckRaces = true });
        if (run.Status != RunStatus.Halted || !run.Races.IsEmpty)
        {
            return $"{run.Status} {run.Trap} {run.Races.FirstOrDefault()}";
        }
        for (int i = 0; i < outputs.Length; i++)
        {
            double[] actual = Numbers(machine.ReadTensor(outputs[i].Name), outputs[i].Type);
            double[] expected = Numbers(tensors.Outputs[i].Bytes, tensors.Outputs[i].Type);
            if (actual.Length != expected.Length)
            {
                return $"{outputs[i].Name} has {actual.Length} elements, {expected.Length} recorded";
            }
            int first = Enumerable.Range(0, actual.Length).FirstOrDefault(k => !Near(actual[k], expected[k], outputs[i].Type), -1);
            if (first >= 0)
            {
                return $"{outputs[i].Name}[{first}] is {actual[first]:R}, {expected[first]:R} recorded";
            }
        }
        return null;
    }

    private static bool Near(double actual, double expected, DType type)
    {
        double bound = !type.IsFloat() ? 0 : type.Bits() < 32 ? (1 + Math.Abs(expected)) / 64 : 1e-7 + (1e-3 * Math.Abs(expected));
        return actual.Equals(expected) || Math.Abs(actual - expected) <= bound || actual == expected;
    }

    private static byte[] Converted(TensorData tensor, DType type)
    {
        long elements = tensor.Shape.Aggregate(1L, (a, b) => a * b);
        byte[] result = new byte[type.BytesOf(elements)];
        Reference.Convert(new Tile(result, TileShape.Dense(type, elements)), new Tile(tensor.Bytes, TileShape.Dense(tensor.Type, elements)));
        return result;
    }

    private static double[] Numbers(byte[] bytes, DType type)
    {
        long elements = (long)bytes.Length * 8 / type.Bits();
        byte[] wide = new byte[elements * 8];
        Reference.Convert(new Tile(wide, TileShape.Dense(DType.F64, elements)), new Tile(bytes, TileShape.Dense(type, elements)));
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(wide).ToArray();
    }
}
