using System;
using System.Collections.Generic;
using AccelEmu.Compiler;

namespace AccelEmu.Frontends.Tests;

/// <summary>The zoo's transformers with few and narrow layers: every part, in milliseconds.</summary>
internal static class SmallTransformers
{
    private static readonly Dictionary<string, Func<string, bool, Graph>> s_builders = new()
    {
        ["bert"] = (name, quantized) => BertBase.Build(name, 0, quantized, new TransformerSize(Layers: 2, Width: 48, Heads: 3, Inner: 128, Tokens: 36, Vocabulary: 300)),
        ["gpt2"] = (name, quantized) => Gpt2Small.Build(name, 0, quantized, new TransformerSize(Layers: 2, Width: 64, Heads: 2, Inner: 160, Tokens: 40, Vocabulary: 333)),
        ["vit"] = (name, quantized) => VitSmall.Build(name, 0, quantized, new TransformerSize(Layers: 2, Width: 48, Heads: 3, Inner: 96, Tokens: 96, Vocabulary: 100)),
    };

    public static IEnumerable<string> Names => s_builders.Keys;

    public static Graph Build(string name, bool quantized) => s_builders[name](name + (quantized ? "-int8" : "-fp32"), quantized);
}
