using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>
/// LeNet-5 with an early exit (after Teerapittayanon et al., "BranchyNet", ICPR 2016), a batch of 8 grey images of 28×28: images whose
/// first classifier is sure leave; the rows of the others are gathered, run through the tail and written back.
/// </summary>
internal static class LeNetTwoExits
{
    private const int Batch = 8;
    private const int Classes = 10;
    /// <summary>Least probability of the first exit's best class at which an image leaves.</summary>
    private const float Confidence = 0.6f;
    /// <summary>Deviation of the first exit's logits: at 3, about half of the images are surer than <see cref="Confidence"/>.</summary>
    private const float LogitGain = 3;

    /// <summary>Builds.</summary>
    public static Graph Build(string name, ulong seed, bool quantized)
    {
        NetworkBuilder network = new(name, seed, quantized);
        Feature x = network.Input(Batch, height: 28, width: 28, channels: 1, samples: 64, sampleSide: 28);
        Feature trunk = network.Conv("trunk", x, outputs: 6, kernel: 5, stride: 1, Clamp.Relu);
        trunk = network.MaxPool("trunk/pool", trunk, kernel: 2, stride: 2, pad: 0);

        Feature exit = network.Conv("exit1/conv", trunk, outputs: 8, kernel: 3, stride: 2, Clamp.Relu);
        exit = network.Flatten("exit1/flatten", exit);
        exit = network.Dense("exit1/logits", exit, Classes, Clamp.None, LogitGain);
        Value unsure = Unsure(network, exit.Value);

        Dimension remaining = new(Batch, "remaining");
        Value rows = new("compact/rows", DType.I32, remaining);
        network.Graph.Add("compact", new CompactOperation(), rows, unsure);
        Feature tail = network.Keep("gather", new GatherRowsOperation(), trunk, trunk.Sample, [remaining, .. trunk.Value.Shape[1..]], rows);
        tail = network.Conv("tail/conv", tail, outputs: 16, kernel: 5, stride: 1, Clamp.Relu);
        tail = network.MaxPool("tail/pool", tail, kernel: 2, stride: 2, pad: 0);
        tail = network.Flatten("tail/flatten", tail);
        tail = network.Dense("tail/dense1", tail, outputs: 120, Clamp.Relu);
        tail = network.Dense("tail/dense2", tail, outputs: 84, Clamp.Relu);
        tail = network.Dense("tail/logits", tail, Classes, Clamp.None, LogitGain);
        Value scattered = network.SameQuantization("tail/requantize", tail.Value, exit.Value);

        Value logits = network.New("logits", Batch, Classes);
        logits.Quantization = exit.Value.Quantization;
        network.Graph.Add("scatter", new ScatterRowsOperation(), logits, exit.Value, scattered, rows);
        network.Graph.Outputs.Add(logits);
        return network.Graph;
    }

    /// <summary>Mask of the images whose best probability is below <see cref="Confidence"/>.</summary>
    private static Value Unsure(NetworkBuilder network, Value logits)
    {
        Quantization? unit = logits.Quantization is null ? null : Quantization.PerTensor(1f / 256, -128);
        Value probabilities = network.New("exit1/softmax", Batch, Classes);
        probabilities.Quantization = unit;
        network.Graph.Add("exit1/softmax", new SoftmaxOperation(), probabilities, logits);
        Value best = network.New("exit1/best", Batch);
        best.Quantization = unit;
        network.Graph.Add("exit1/best", new ReduceOperation(Reduction.Max, [1], KeepDimensions: false), best, probabilities);
        Value mask = new("exit1/unsure", DType.U8, Batch);
        return network.Graph.Add("exit1/unsure", new CompareOperation(Comparison.Lt), mask, best, NetworkBuilder.Scalar("exit1/confidence", best, Confidence));
    }
}
