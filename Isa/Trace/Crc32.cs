using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AccelEmu.Isa;

/// <summary>
/// The checksum of program and trace files: CRC-32 of ISO 3309 (reflected polynomial 0xEDB88320, initial and final complement). Eight bytes a step by
/// eight tables (Kounavis and Berry, "A systematic approach to building high performance software-based CRC generators", 2005).
/// </summary>
internal static class Crc32
{
    private const int Step = sizeof(ulong);
    private static readonly uint[] Tables = BuildTables();

    /// <summary>The checksum. Optimised at the first call: files are long and read once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> t = Tables;
        uint crc = ~0u;
        for (; bytes.Length >= Step; bytes = bytes[Step..])
        {
            ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = t[(7 * 256) + (byte)next] ^ t[(6 * 256) + (byte)(next >> 8)] ^ t[(5 * 256) + (byte)(next >> 16)] ^ t[(4 * 256) + (byte)(next >> 24)]
                ^ t[(3 * 256) + (byte)(next >> 32)] ^ t[(2 * 256) + (byte)(next >> 40)] ^ t[256 + (byte)(next >> 48)] ^ t[(byte)(next >> 56)];
        }
        foreach (byte b in bytes)
        {
            crc = t[(byte)(crc ^ b)] ^ (crc >> 8);
        }
        return ~crc;
    }

    /// <summary>Table k: the effect of a byte that k more bytes follow.</summary>
    private static uint[] BuildTables()
    {
        uint[] tables = new uint[Step * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
            tables[i] = crc;
        }
        for (int i = 256; i < tables.Length; i++)
        {
            uint before = tables[i - 256];
            tables[i] = tables[(byte)before] ^ (before >> 8);
        }
        return tables;
    }
}
