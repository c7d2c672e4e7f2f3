using System;

namespace AccelEmu.Isa.Tests;

/// <summary>Damages a checksummed file; the same seed damages it the same way.</summary>
internal static class FileMutator
{
    private static readonly long[] Numbers = [0, 1, -1, 2, 7, 255, 65535, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 40];

    /// <summary>With <paramref name="isSealed"/> the checksum is put right again, so that the contents themselves are examined.</summary>
    public static byte[] Mutate(int seed, byte[] file, bool isSealed)
    {
        Random random = new(seed);
        byte[] bytes = [.. file];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Length - 12);
            switch (random.Next(16))
            {
                case < 5:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case < 10:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case < 12:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), (int)Numbers[random.Next(Numbers.Length)]);
                    break;
                case 12:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), Numbers[random.Next(Numbers.Length)]);
                    break;
                case 13:
                    bytes.AsSpan(random.Next(bytes.Length - 16), 16).CopyTo(bytes.AsSpan(Math.Min(at, bytes.Length - 16)));
                    break;
                case 14:
                    // Some bytes are gone, or there twice.
                    int cut = random.Next(1, 12);
                    bytes = random.Next(2) == 0 ? [.. bytes[..at], .. bytes[Math.Min(at + cut, bytes.Length)..]] : [.. bytes[..at], .. bytes.AsSpan(at, Math.Min(cut, bytes.Length - at)), .. bytes[at..]];
                    break;
                default:
                    bytes = bytes.Length > 64 && random.Next(4) == 0 ? bytes[..Math.Max(at, 32)] : bytes;
                    break;
            }
        }
        if (isSealed)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), Crc32.Of(bytes.AsSpan(0, bytes.Length - 4)));
        }
        return bytes;
    }
}
