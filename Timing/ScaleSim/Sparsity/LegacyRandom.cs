namespace AccelEmu.Timing;

/// <summary>NumPy's legacy generator: MT19937 (Matsumoto and Nishimura 1998), seeded by one word, with draws below a bound by mask and rejection.</summary>
internal sealed class LegacyRandom
{
    private const int Size = 624;
    private const int Shift = 397;

    private readonly uint[] state = new uint[Size];
    private int next = Size;

    public LegacyRandom(uint seed)
    {
        unchecked
        {
            for (uint i = 0; i < Size; i++)
            {
                state[i] = seed;
                seed = (1812433253u * (seed ^ (seed >> 30))) + i + 1;
            }
        }
    }

    /// <summary>A number 0..<paramref name="most"/>.</summary>
    public uint UpTo(uint most)
    {
        if (most == 0)
        {
            return 0;
        }
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(most);
        uint value;
        do
        {
            value = Next() & mask;
        }
        while (value > most);
        return value;
    }

    private uint Next()
    {
        if (next == Size)
        {
            Refill();
        }
        uint y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private void Refill()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = (state[i] & 0x80000000) | (state[(i + 1) % Size] & 0x7FFFFFFF);
            state[i] = state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DF);
        }
        next = 0;
    }
}
