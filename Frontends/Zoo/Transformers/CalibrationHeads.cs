using System;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>The products of an attention, head by head, on samples of whole sequences.</summary>
/// <param name="Sequences">Sequences in the sample.</param>
/// <param name="Tokens">Tokens of a sequence.</param>
/// <param name="Heads">Heads.</param>
/// <param name="Width">Numbers of a head.</param>
internal readonly record struct CalibrationHeads(int Sequences, int Tokens, int Heads, int Width)
{
    /// <summary>q · kᵀ: [sequences · heads · tokens, tokens].</summary>
    public CalibrationTensor Scores(CalibrationTensor q, CalibrationTensor k)
    {
        CalibrationTensor scores = new(Sequences * Heads * Tokens, 1, 1, Tokens);
        float[] turned = new float[Width * Tokens];
        for (int part = 0; part < Sequences * Heads; part++)
        {
            for (int token = 0; token < Tokens; token++)
            {
                ReadOnlySpan<float> row = Row(k, part, token);
                for (int i = 0; i < Width; i++)
                {
                    turned[(i * Tokens) + token] = row[i];
                }
            }
            CalibrationConv.Run(Part(q, part), turned, Tokens, ConvGeometry.Unit).Data.CopyTo(scores.Data, part * Tokens * Tokens);
        }
        return scores;
    }

    /// <summary>p · v: [sequences · tokens, heads · width].</summary>
    public CalibrationTensor Mix(CalibrationTensor p, CalibrationTensor v)
    {
        CalibrationTensor mixed = new(Sequences * Tokens, 1, 1, Heads * Width);
        for (int part = 0; part < Sequences * Heads; part++)
        {
            CalibrationTensor own = new(Tokens, 1, 1, Tokens, p.Data.AsSpan(part * Tokens * Tokens, Tokens * Tokens).ToArray());
            float[] result = CalibrationConv.Run(own, Part(v, part).Data, Width, ConvGeometry.Unit).Data;
            for (int token = 0; token < Tokens; token++)
            {
                result.AsSpan(token * Width, Width).CopyTo(Row(mixed, part, token));
            }
        }
        return mixed;
    }

    private CalibrationTensor Part(CalibrationTensor x, int part)
    {
        CalibrationTensor own = new(Tokens, 1, 1, Width);
        for (int token = 0; token < Tokens; token++)
        {
            Row(x, part, token).CopyTo(own.Data.AsSpan(token * Width));
        }
        return own;
    }

    private Span<float> Row(CalibrationTensor x, int part, int token) =>
        x.Data.AsSpan(((((part / Heads * Tokens) + token) * Heads) + (part % Heads)) * Width, Width);
}
