namespace AccelEmu.Frontends;

/// <summary>Extents of a transformer.</summary>
/// <param name="Layers">Blocks.</param>
/// <param name="Width">Numbers that stand for a token.</param>
/// <param name="Heads">Attention heads; a divisor of the width.</param>
/// <param name="Inner">Width between the two products of a feed-forward part.</param>
/// <param name="Tokens">Sequence length; for images the side of the input in pixels.</param>
/// <param name="Vocabulary">Different tokens; for images the classes.</param>
internal sealed record TransformerSize(int Layers, int Width, int Heads, int Inner, int Tokens, int Vocabulary)
{
    /// <summary>Numbers of one head.</summary>
    public int HeadWidth => Width / Heads;
}
