using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>
/// ResNet-50 v1.5 (He et al., "Deep residual learning for image recognition", CVPR 2016; the stride of a stage is on its
/// first 3×3 convolution), 224×224×3, 1000 classes, 4.089 GMAC.
/// </summary>
internal static class ResNet50
{
    private static readonly (int Blocks, int Width)[] Stages = [(3, 64), (4, 128), (6, 256), (3, 512)];

    /// <summary>Builds.</summary>
    public static Graph Build(string name, ulong seed, bool quantized)
    {
        NetworkBuilder network = new(name, seed, quantized);
        Feature x = network.Input(batch: 1, height: 224, width: 224, channels: 3, samples: 3, sampleSide: 224);
        x = network.Conv("stem", x, outputs: 64, kernel: 7, stride: 2, Clamp.Relu);
        x = network.MaxPool("stem/pool", x, kernel: 3, stride: 2, pad: 1);
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            for (int block = 0; block < Stages[stage].Blocks; block++)
            {
                x = Bottleneck(network, $"stage{stage + 1}/block{block + 1}", x, Stages[stage].Width, stride: stage > 0 && block == 0 ? 2 : 1, project: block == 0);
            }
        }
        x = network.GlobalAveragePool("pool", x);
        x = network.Dense("classes", x, outputs: 1000, Clamp.None);
        network.Graph.Outputs.Add(x.Value);
        return network.Graph;
    }

    private static Feature Bottleneck(NetworkBuilder network, string layer, Feature x, int width, int stride, bool project)
    {
        Feature branch = network.Conv(layer + "/reduce", x, width, kernel: 1, stride: 1, Clamp.Relu);
        branch = network.Conv(layer + "/conv", branch, width, kernel: 3, stride, Clamp.Relu);
        branch = network.Conv(layer + "/expand", branch, 4 * width, kernel: 1, stride: 1, Clamp.None);
        Feature shortcut = project ? network.Conv(layer + "/project", x, 4 * width, kernel: 1, stride, Clamp.None) : x;
        return network.Add(layer + "/add", branch, shortcut, Clamp.Relu);
    }
}
