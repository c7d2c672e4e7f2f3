using System;
using System.Threading.Tasks;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>
/// GPT-2 small (Radford et al., "Language models are unsupervised multitask learners", 2019) on a prompt of 128 tokens: the logits of the token that
/// follows, which are all that generation needs. They are products with the same table that the tokens' rows come from. 10.9 GMAC.
/// </summary>
internal static class Gpt2Small
{
    private static readonly TransformerSize Full = new(Layers: 12, Width: 768, Heads: 12, Inner: 3072, Tokens: 128, Vocabulary: 50257);
    private const int Sequences = 2;
    private const ulong SampleSeed = 0x5EED_0F_7E47;
    /// <summary>Normalised rows of 768 numbers times this give logits of deviation 3.</summary>
    private const float EmbeddingDeviation = 0.11f;

    /// <summary>Builds.</summary>
    public static Graph Build(string name, ulong seed, bool quantized) => Build(name, seed, quantized, Full);

    /// <summary>Builds with other extents.</summary>
    public static Graph Build(string name, ulong seed, bool quantized, TransformerSize size)
    {
        NetworkBuilder network = new(name, seed, quantized, RequantMode.Float32);
        TransformerBuilder parts = new(network, size, size.Tokens, isCausal: true);
        EmbeddingTable words = EmbeddingTable.Draw(network, "words", size.Vocabulary, size.Width, EmbeddingDeviation);
        Feature x = parts.AddPositions(parts.Embed(words, Sequences, SampleSeed), EmbeddingDeviation / 2);
        for (int layer = 0; layer < size.Layers; layer++)
        {
            x = parts.NormFirstBlock($"layer{layer}", x, tanh: true);
        }
        x = parts.Token("last", parts.LayerNorm("norm", x), size.Tokens - 1);
        Value turned = new("words/turned", words.Constant.Type, size.Width, size.Vocabulary) { Quantization = words.Constant.Quantization };
        network.Graph.Add("words/turned", new TransposeOperation([1, 0]), turned, words.Constant);
        CalibrationTensor sample = Logits(x.Sample, words);
        Value logits = network.New("logits", 1, size.Vocabulary);
        logits.Quantization = network.Observed(sample);
        network.Graph.Add("logits", new MatMulOperation(Clamp.None, quantized ? RequantMode.Float32 : null), logits, x.Value, turned);
        network.Graph.Outputs.Add(logits);
        return network.Graph;
    }

    /// <summary>Products with every row of the table: one ordered chain each.</summary>
    private static CalibrationTensor Logits(CalibrationTensor x, EmbeddingTable words)
    {
        int rows = words.Raw.Length / x.Channels;
        CalibrationTensor logits = new(x.Count, 1, 1, rows);
        Parallel.For(0, rows, row =>
        {
            for (int i = 0; i < x.Count; i++)
            {
                float sum = 0;
                for (int c = 0; c < x.Channels; c++)
                {
                    sum = MathF.FusedMultiplyAdd(x.Data[(i * x.Channels) + c], words.Raw[(row * x.Channels) + c] * words.Factor, sum);
                }
                logits.Data[(i * rows) + row] = sum;
            }
        });
        return logits;
    }
}
