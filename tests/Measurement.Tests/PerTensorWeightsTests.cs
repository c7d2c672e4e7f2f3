using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends;
using AccelEmu.Numerics;
using Xunit;

namespace AccelEmu.Measurement.Tests;

/// <summary>The other network's weights are the same numbers, as near as one scale allows.</summary>
public class PerTensorWeightsTests
{
    [Fact]
    public void Weights_StandForTheSameNumbers_WithinHalfTheLargestStep()
    {
        Graph before = Zoo.Build("mlp-int8"), after = PerTensorWeights.Apply(Zoo.Build("mlp-int8"));
        int compared = 0;
        foreach ((Value was, Value now) in Weights(before).Zip(Weights(after)))
        {
            Assert.Equal(-1, now.Quantization!.Axis);
            float step = Assert.Single(now.Quantization.Scales);
            Assert.Equal(was.Quantization!.Scales.Max(), step);
            int channels = was.Quantization.Scales.Length;
            Assert.True(channels > 1 && was.Quantization.Axis == was.Shape.Length - 1);
            for (int i = 0; i < was.Constant!.Length; i++)
            {
                double real = (sbyte)was.Constant[i] * (double)was.Quantization.Scales[i % channels];
                Assert.True(Math.Abs(real - ((sbyte)now.Constant![i] * (double)step)) <= (0.5 * step) + 1e-12, $"{now.Name}[{i}]");
                compared++;
            }
        }
        Assert.True(compared > 1000);
    }

    private static Value[] Weights(Graph graph) =>
        [.. graph.Nodes.SelectMany(n => n.Inputs).Distinct().Where(v => v is { Type: DType.I8, Constant: not null, Quantization: not null, Shape.Length: > 1 })];
}
