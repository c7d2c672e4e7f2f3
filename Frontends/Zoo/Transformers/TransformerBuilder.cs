using System;
using System.Linq;
using System.Runtime.InteropServices;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>
/// Appends the parts of a transformer (Vaswani et al., "Attention is all you need", NIPS 2017) to a network. Tokens are rows; samples are whole
/// sequences one after the other.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="size">Extents.</param>
/// <param name="tokens">Tokens of a sequence.</param>
/// <param name="isCausal">Each token sees itself and those before it.</param>
internal sealed class TransformerBuilder(NetworkBuilder network, TransformerSize size, int tokens, bool isCausal)
{
    private const float Epsilon = 1e-5f;
    /// <summary>Scores deviate by about twice this: attention picks a few tokens, as in trained networks.</summary>
    private const float ScoreGain = 1.5f;
    /// <summary>What attention adds has half the size of what a token is: more would make all tokens of a deep network alike.</summary>
    private const float AttentionGain = 0.5f;
    /// <summary>Scores of other sequences leave the range of the sample's: their mean differs.</summary>
    private const float ScoreMargin = 1.5f;
    /// <summary>What is added where a token must not look.</summary>
    private const float Hidden = -1e9f;
    private const float ProbabilityScale = 1f / 256;
    /// <summary>Share of the offsets' range in the parameters of normalisations.</summary>
    private const float NormSpread = 0.25f;
    private Value? mask;

    /// <summary>Sum of a value and what is made of it.</summary>
    public Feature Residual(string layer, Feature branch, Feature x) => network.Add(layer, branch, x, Clamp.None);

    /// <summary>Normalised rows.</summary>
    public Feature LayerNorm(string layer, Feature x)
    {
        float[] gamma = Array.ConvertAll(network.Offsets(size.Width), o => 1 + (o * NormSpread)), beta = Array.ConvertAll(network.Offsets(size.Width), o => o * NormSpread);
        CalibrationTensor sample = CalibrationRows.LayerNorm(x.Sample, gamma, beta, Epsilon);
        Value y = network.New(layer, x.Value.Shape);
        y.Quantization = network.Observed(sample);
        network.Graph.Add(layer, new LayerNormOperation(Epsilon), y, x.Value, Parameter(layer + "/gamma", gamma), Parameter(layer + "/beta", beta));
        return new Feature(y, sample);
    }

    /// <summary>Attention of every token to all it may see, and the projection behind it. The query projection includes the scale 1/√width.</summary>
    public Feature Attention(string layer, Feature x)
    {
        CalibrationHeads heads = new(x.Sample.Count / tokens, tokens, size.Heads, size.HeadWidth);
        Feature q = Dense(layer + "/query", x, size.Width, ScoreGain / MathF.Sqrt(size.HeadWidth));
        Feature k = Dense(layer + "/key", x, size.Width, isSymmetric: true), v = Dense(layer + "/value", x, size.Width, isSymmetric: true);
        Feature scores = Product(layer + "/scores", Split(q, [1, 0, 2]), Split(k, [1, 2, 0]), heads.Scores(q.Sample, k.Sample), tokens);
        if (scores.Value.Quantization is { } range)
        {
            scores.Value.Quantization = Quantization.PerTensor(range.Scales[0] * ScoreMargin, range.ZeroPoints[0]);
        }
        Feature shares = Softmax(layer + "/softmax", scores);
        Feature mixed = Product(layer + "/mixed", shares.Value, Split(v, [1, 0, 2]), heads.Mix(shares.Sample, v.Sample), size.HeadWidth);
        Feature joined = network.Keep(layer + "/mixed/turned", new TransposeOperation([1, 0, 2]), mixed, mixed.Sample, [tokens, size.Heads, size.HeadWidth]);
        joined = network.Keep(layer + "/mixed/joined", new ReshapeOperation(), joined, joined.Sample, [tokens, size.Width]);
        return Dense(layer + "/output", joined, size.Width, AttentionGain);
    }

    /// <summary>Two products with GELU between them.</summary>
    public Feature FeedForward(string layer, Feature x, bool tanh)
    {
        Feature inner = Dense(layer + "/inner", x, size.Inner);
        inner = GeluLayer.Append(network, layer + "/gelu", inner, tanh);
        return Dense(layer + "/output", inner, size.Width);
    }

    /// <summary>Block with the normalisations in front of its two parts.</summary>
    public Feature NormFirstBlock(string layer, Feature x, bool tanh)
    {
        Feature y = Residual(layer + "/attention/add", Attention(layer + "/attention", LayerNorm(layer + "/attention/norm", x)), x);
        return Residual(layer + "/mlp/add", FeedForward(layer + "/mlp", LayerNorm(layer + "/mlp/norm", y), tanh), y);
    }

    /// <summary>The token input [1, tokens] and its rows of a table.</summary>
    public Feature Embed(EmbeddingTable table, int sequences, ulong sampleSeed)
    {
        Value input = new("input_ids", DType.I32, 1, tokens), flat = new("tokens", DType.I32, tokens);
        network.Graph.Inputs.Add(input);
        network.Graph.Add("tokens", new ReshapeOperation(), flat, input);
        Value rows = network.New("embedding", tokens, size.Width);
        rows.Quantization = table.Constant.Quantization;
        network.Graph.Add("embedding", new GatherRowsOperation(), rows, table.Constant, flat);
        return new Feature(rows, table.Rows(ZooInput.Tokens(sequences * tokens, size.Vocabulary, sampleSeed)));
    }

    /// <summary>Adds what stands for each position.</summary>
    public Feature AddPositions(Feature x, float deviation)
    {
        EmbeddingTable positions = EmbeddingTable.Draw(network, "positions", tokens, size.Width, deviation);
        int[] rows = [.. Enumerable.Range(0, x.Sample.Count).Select(row => row % tokens)];
        return network.Add("embedding/positions", x, new Feature(positions.Constant, positions.Rows(rows)), Clamp.None);
    }

    /// <summary>One token of each sequence, [1, width].</summary>
    public Feature Token(string layer, Feature x, int token)
    {
        CalibrationTensor sample = new(x.Sample.Count / tokens, 1, 1, size.Width);
        for (int sequence = 0; sequence < sample.Count; sequence++)
        {
            x.Sample.Data.AsSpan(((sequence * tokens) + token) * size.Width, size.Width).CopyTo(sample.Data.AsSpan(sequence * size.Width));
        }
        return network.Keep(layer, new SliceOperation([token, 0], [1, 1]), x, sample, [1, size.Width]);
    }

    private Feature Dense(string layer, Feature x, int outputs, float gain = 1, bool isSymmetric = false) =>
        network.Dense(layer, x, outputs, Clamp.None, gain, isSymmetric, keepsMeans: true);

    private Value Split(Feature x, int[] order)
    {
        int[] shape = [tokens, size.Heads, size.HeadWidth];
        Feature apart = network.Keep(x.Value.Name + "/apart", new ReshapeOperation(), x, x.Sample, [.. shape.Select(d => (Dimension)d)]);
        return network.Keep(x.Value.Name + "/turned", new TransposeOperation([.. order]), apart, x.Sample, [.. order.Select(axis => (Dimension)shape[axis])]).Value;
    }

    private Feature Product(string layer, Value a, Value b, CalibrationTensor sample, int columns)
    {
        Value y = network.New(layer, size.Heads, tokens, columns);
        y.Quantization = network.Observed(sample);
        network.Graph.Add(layer, new MatMulOperation(Clamp.None, y.Quantization is null ? null : network.Graph.Requantization), y, a, b);
        return new Feature(y, sample);
    }

    private Feature Softmax(string layer, Feature scores)
    {
        Value y = network.New(layer, scores.Value.Shape);
        y.Quantization = scores.Value.Quantization is null ? null : Quantization.PerTensor(ProbabilityScale, -128);
        Value[] addends = isCausal ? [mask ??= CausalMask()] : [];
        network.Graph.Add(layer, new SoftmaxOperation(HasAddend: isCausal, HalfAway: false), y, [scores.Value, .. addends]);
        return new Feature(y, CalibrationRows.Softmax(scores.Sample, isCausal));
    }

    private Value CausalMask()
    {
        float[] data = new float[tokens * tokens];
        for (int token = 0; token < tokens; token++)
        {
            data.AsSpan((token * tokens) + token + 1, tokens - token - 1).Fill(Hidden);
        }
        return new Value("mask", DType.F32, tokens, tokens) { Constant = MemoryMarshal.AsBytes<float>(data).ToArray() };
    }

    private static Value Parameter(string name, float[] data) => new(name, DType.F32, data.Length) { Constant = MemoryMarshal.AsBytes<float>(data).ToArray() };
}
