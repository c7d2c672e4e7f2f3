using System;

namespace AccelEmu.Frontends.Tests;

/// <summary>Damages a file the way disks, networks and attackers do; the same seed damages it the same way.</summary>
internal static class Mutator
{
    private static readonly int[] s_numbers = [0, 1, -1, int.MaxValue, int.MinValue, 127, 128, 255, 256, 65535, 1 << 30];

    public static byte[] Mutate(int seed, byte[] file, byte[] other)
    {
        Random random = new(seed);
        byte[] bytes = [.. file];
        for (int edits = random.Next(1, 6); edits > 0 && bytes.Length > 8; edits--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(32))
            {
                case < 8:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case < 12:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case < 20:
                    BitConverter.TryWriteBytes(bytes.AsSpan(Math.Min(at, bytes.Length - 4)), s_numbers[random.Next(s_numbers.Length)]);
                    break;
                case 20:
                    bytes = bytes[..at];
                    break;
                case < 26:
                    int length = Math.Min(random.Next(1, 64), bytes.Length - at), from = random.Next(bytes.Length - length + 1);
                    bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(at));
                    break;
                default:
                    int size = Math.Min(Math.Min(random.Next(1, 256), other.Length), bytes.Length - at);
                    other.AsSpan(random.Next(other.Length - size + 1), size).CopyTo(bytes.AsSpan(at));
                    break;
            }
        }
        return bytes;
    }
}
