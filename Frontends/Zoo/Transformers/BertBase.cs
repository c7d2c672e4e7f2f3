using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>
/// The encoder of BERT-base (Devlin et al., "BERT", NAACL 2019) for one sequence of 128 tokens of one segment, whose embedding is part of the
/// positions': tokens in, the last hidden state out. 11.2 GMAC.
/// </summary>
internal static class BertBase
{
    private static readonly TransformerSize Full = new(Layers: 12, Width: 768, Heads: 12, Inner: 3072, Tokens: 128, Vocabulary: 30522);
    private static readonly TransformerSize Tiny = Full with { Layers = 2, Width = 128, Heads = 2, Inner = 512 };
    private const int Sequences = 2;
    private const ulong SampleSeed = 0x5EED_0F_7E47;

    /// <summary>Builds.</summary>
    public static Graph Build(string name, ulong seed, bool quantized) => Build(name, seed, quantized, Full);

    /// <summary>Builds BERT-tiny (Turc et al., "Well-read students learn better", 2019).</summary>
    public static Graph BuildTiny(string name, ulong seed, bool quantized) => Build(name, seed, quantized, Tiny);

    /// <summary>Builds with other extents.</summary>
    public static Graph Build(string name, ulong seed, bool quantized, TransformerSize size)
    {
        NetworkBuilder network = new(name, seed, quantized, RequantMode.Float32);
        TransformerBuilder parts = new(network, size, size.Tokens, isCausal: false);
        Feature x = parts.Embed(EmbeddingTable.Draw(network, "words", size.Vocabulary, size.Width, deviation: 1), Sequences, SampleSeed);
        x = parts.LayerNorm("embedding/norm", parts.AddPositions(x, deviation: 0.5f));
        for (int layer = 0; layer < size.Layers; layer++)
        {
            string block = $"layer{layer}";
            x = parts.LayerNorm(block + "/attention/norm", parts.Residual(block + "/attention/add", parts.Attention(block + "/attention", x), x));
            x = parts.LayerNorm(block + "/mlp/norm", parts.Residual(block + "/mlp/add", parts.FeedForward(block + "/mlp", x, tanh: false), x));
        }
        network.Graph.Outputs.Add(network.Keep("last_hidden_state", new ReshapeOperation(), x, x.Sample, [1, size.Tokens, size.Width]).Value);
        return network.Graph;
    }
}
