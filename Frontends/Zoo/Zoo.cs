using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>A model of the zoo.</summary>
/// <param name="Name">Name for <see cref="Zoo.Build"/>, such as <c>resnet50-int8</c>.</param>
/// <param name="Description">One line for tables.</param>
public sealed record ZooModel(string Name, string Description);

/// <summary>
/// Built-in networks with seeded weights: the same bytes for the same name and seed on every machine. The weights are random, normalised layer by layer on
/// made-up images as batch normalisation would, so that activations stay healthy and depend on the input; the classes mean nothing.
/// </summary>
/// <remarks>
/// An <c>-int8</c> model is the quantisation of the <c>-fp32</c> model of the same seed in TFLite's scheme: weights int8,
/// symmetric, a scale for each output channel; activations int8 with zero point; bias int32; sums scaled by <see cref="Numerics.RequantMode.FixedSingle"/>, in
/// transformers by <see cref="Numerics.RequantMode.Float32"/> as ONNX defines it.
/// </remarks>
public static class Zoo
{
    private sealed record Network(string Name, string Description, Func<string, ulong, bool, Graph> Build);

    private static readonly Network[] Networks =
    [
        new("resnet50", "ResNet-50 v1.5, 224×224×3, 1000 classes, 25.5 M weights, 4.089 GMAC", ResNet50.Build),
        new("mobilenetv2", "MobileNetV2 1.0, 224×224×3, 1000 classes, 3.5 M weights, 301 MMAC", MobileNetV2.Build),
        new("bert-base", "BERT-base encoder, 128 tokens, vocabulary 30522, 108 M weights, 11.2 GMAC", BertBase.Build),
        new("bert-tiny", "BERT-tiny encoder (2 layers, width 128), 128 tokens, vocabulary 30522, 4.3 M weights, 59 MMAC", BertBase.BuildTiny),
        new("gpt2-small", "GPT-2 small, 128 tokens, vocabulary 50257, logits of the next token, 124 M weights, 10.9 GMAC", Gpt2Small.Build),
        new("vit-small", "ViT-S/16, 224×224×3, 1000 classes, 22 M weights, 4.6 GMAC", VitSmall.Build),
        new("mlp", "perceptron 784-512-256-10 over 28×28 images, 535 kMAC", Mlp.Build),
        new("lenet-2exit", "LeNet-5 with an early exit, 8 images of 28×28, only unsure images run the tail", LeNetTwoExits.Build),
    ];

    /// <summary>All models.</summary>
    public static ImmutableArray<ZooModel> Models { get; } =
        [.. Networks.SelectMany(n => new[] { new ZooModel(n.Name + "-fp32", n.Description + ", fp32"), new ZooModel(n.Name + "-int8", n.Description + ", int8") })];

    /// <summary>Names of all models.</summary>
    public static IEnumerable<string> Names => Models.Select(m => m.Name);

    /// <summary>Builds a model.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="CompileException">There is no such model; the message lists those that exist.</exception>
    public static Graph Build(string name, ulong seed = 0)
    {
        foreach (Network network in Networks)
        {
            if (name == network.Name + "-fp32" || name == network.Name + "-int8")
            {
                return network.Build(name, seed, name.EndsWith("-int8", StringComparison.Ordinal));
            }
        }
        throw new CompileException("zoo.unknown", $"zoo:{name}", $"no such model; legal: {string.Join(", ", Names)}");
    }
}
