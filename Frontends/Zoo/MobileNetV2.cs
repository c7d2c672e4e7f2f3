using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>MobileNetV2 1.0 (Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", CVPR 2018, table 2), 224×224×3, 1000 classes, 301 MMAC.</summary>
internal static class MobileNetV2
{
    /// <summary>Deviation of sums in front of ReLU6: its bound 6 is then three deviations away.</summary>
    private const float Gain = 2;
    /// <summary>More in front of the last ReLU6: the means that the pool makes of it then still use many codes.</summary>
    private const float HeadGain = 2.5f;

    private static readonly (int Expansion, int Channels, int Blocks, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    /// <summary>Builds.</summary>
    public static Graph Build(string name, ulong seed, bool quantized)
    {
        NetworkBuilder network = new(name, seed, quantized);
        Feature x = network.Input(batch: 1, height: 224, width: 224, channels: 3, samples: 8, sampleSide: 160);
        x = network.Conv("stem", x, outputs: 32, kernel: 3, stride: 2, Clamp.Relu6, Gain);
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            (int expansion, int channels, int blocks, int stride) = Stages[stage];
            for (int block = 0; block < blocks; block++)
            {
                x = InvertedResidual(network, $"stage{stage + 1}/block{block + 1}", x, expansion, channels, block == 0 ? stride : 1);
            }
        }
        x = network.Conv("head", x, outputs: 1280, kernel: 1, stride: 1, Clamp.Relu6, HeadGain);
        x = network.GlobalAveragePool("pool", x);
        x = network.Dense("classes", x, outputs: 1000, Clamp.None);
        network.Graph.Outputs.Add(x.Value);
        return network.Graph;
    }

    private static Feature InvertedResidual(NetworkBuilder network, string layer, Feature x, int expansion, int channels, int stride)
    {
        int inputs = x.Sample.Channels;
        Feature branch = expansion == 1 ? x : network.Conv(layer + "/expand", x, expansion * inputs, kernel: 1, stride: 1, Clamp.Relu6, Gain);
        branch = network.Depthwise(layer + "/depthwise", branch, kernel: 3, stride, Clamp.Relu6, Gain);
        branch = network.Conv(layer + "/project", branch, channels, kernel: 1, stride: 1, Clamp.None);
        return stride == 1 && inputs == channels ? network.Add(layer + "/add", branch, x, Clamp.None) : branch;
    }
}
