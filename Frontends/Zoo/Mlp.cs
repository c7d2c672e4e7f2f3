using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>A perceptron 784-512-256-10 over 28×28 grey images, 535 kMAC.</summary>
internal static class Mlp
{
    /// <summary>Builds.</summary>
    public static Graph Build(string name, ulong seed, bool quantized)
    {
        NetworkBuilder network = new(name, seed, quantized);
        Feature x = network.Input(batch: 1, height: 28, width: 28, channels: 1, samples: 64, sampleSide: 28);
        x = network.Flatten("flatten", x);
        x = network.Dense("hidden1", x, outputs: 512, Clamp.Relu);
        x = network.Dense("hidden2", x, outputs: 256, Clamp.Relu);
        x = network.Dense("classes", x, outputs: 10, Clamp.None);
        network.Graph.Outputs.Add(x.Value);
        return network.Graph;
    }
}
