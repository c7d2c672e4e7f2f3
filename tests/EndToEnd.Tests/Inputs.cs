using System;
using AccelEmu.Frontends;
using AccelEmu.Isa;

namespace AccelEmu.EndToEnd.Tests;

/// <summary>Inputs for any model with one input.</summary>
internal static class Inputs
{
    /// <summary>Made-up images for zoo models, seeded noise for others.</summary>
    public static byte[] For(string model, TensorBinding input, int seed = 0)
    {
        if (!Models.NeedsData(model))
        {
            return ZooInput.Create(Models.Graph(model), (ulong)seed);
        }
        byte[] bytes = new byte[input.Bytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
