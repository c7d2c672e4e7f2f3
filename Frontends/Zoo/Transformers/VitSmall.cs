using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>
/// ViT-S/16 (Dosovitskiy et al., "An image is worth 16×16 words", ICLR 2021; Touvron et al., "DeiT", ICML 2021) on one image of 224×224×3: 196 patches and a class
/// token, whose last state gives 1000 classes. 4.6 GMAC.
/// </summary>
internal static class VitSmall
{
    private static readonly TransformerSize Full = new(Layers: 12, Width: 384, Heads: 6, Inner: 1536, Tokens: 224, Vocabulary: 1000);
    private const int PatchSide = 16;
    private const int Images = 2;
    /// <summary>The class token leads the patches.</summary>
    private const int ClassToken = 0;

    /// <summary>Builds.</summary>
    public static Graph Build(string name, ulong seed, bool quantized) => Build(name, seed, quantized, Full);

    /// <summary>Builds with other extents.</summary>
    public static Graph Build(string name, ulong seed, bool quantized, TransformerSize size)
    {
        NetworkBuilder network = new(name, seed, quantized, RequantMode.Float32);
        int side = size.Tokens / PatchSide, patches = side * side;
        TransformerBuilder parts = new(network, size, patches + 1, isCausal: false);
        Feature x = network.Input(batch: 1, size.Tokens, size.Tokens, channels: 3, Images, size.Tokens);
        x = network.Patches("patches", x, size.Width, PatchSide);
        x = network.Keep("patches/rows", new ReshapeOperation(), x, x.Sample, [patches, size.Width]);
        x = parts.AddPositions(WithClassToken(network, x, patches), deviation: 0.5f);
        for (int layer = 0; layer < size.Layers; layer++)
        {
            x = parts.NormFirstBlock($"layer{layer}", x, tanh: false);
        }
        x = parts.Token("class", parts.LayerNorm("norm", x), ClassToken);
        network.Graph.Outputs.Add(network.Dense("classes", x, size.Vocabulary, Clamp.None).Value);
        return network.Graph;
    }

    private static Feature WithClassToken(NetworkBuilder network, Feature x, int patches)
    {
        int width = x.Sample.Channels, images = x.Sample.Pixels / patches;
        float[] token = Array.ConvertAll(network.Draw(width), bell => bell / NetworkBuilder.Deviation);
        Value value = new("class_token", network.Type, 1, width)
        {
            Quantization = x.Value.Quantization,
            Constant = x.Value.Quantization is { } q
                ? [.. token.Select(real => (byte)(sbyte)Math.Clamp((int)MathF.Round(real / q.Scales[0]) + q.ZeroPoints[0], -128, 127))]
                : [.. token.SelectMany(BitConverter.GetBytes)],
        };
        CalibrationTensor sample = new(images * (patches + 1), 1, 1, width);
        for (int image = 0; image < images; image++)
        {
            token.CopyTo(sample.Data, image * (patches + 1) * width);
            x.Sample.Data.AsSpan(image * patches * width, patches * width).CopyTo(sample.Data.AsSpan(((image * (patches + 1)) + 1) * width));
        }
        Value rows = network.New("embedding", patches + 1, width);
        rows.Quantization = x.Value.Quantization;
        network.Graph.Add("embedding", new ConcatOperation(0), rows, value, x.Value);
        return new Feature(rows, sample);
    }
}
