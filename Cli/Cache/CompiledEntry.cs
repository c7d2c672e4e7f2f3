using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Threading.Tasks;
using AccelEmu.Isa;

namespace AccelEmu.Cli;

/// <summary>
/// A compiled model as it is kept in a file: the program and the input that is made up when the user gives none, each with its SHA-256.
/// <code>magic "AECC" | i32 version | i32 bytes of the input, −1 without | SHA-256 of the input | SHA-256 of the program file | input | program file</code>
/// </summary>
/// <param name="Program">The program.</param>
/// <param name="ProgramSha256">SHA-256 of its file, lower-case hexadecimal.</param>
/// <param name="MadeUpInput">Contents of the model's only input; null for a model that has none that can be made up.</param>
internal sealed record CompiledEntry(MachineProgram Program, string ProgramSha256, byte[]? MadeUpInput)
{
    /// <summary>Part of every key, so that files of another structure are not even looked at.</summary>
    public const int Version = 1;

    private const uint Magic = 0x4343_4541;
    private const int HashBytes = SHA256.HashSizeInBytes;
    private const int HeaderBytes = 12 + (2 * HashBytes);

    /// <summary>A fresh entry and the parts of its file.</summary>
    public static (CompiledEntry Entry, ReadOnlyMemory<byte>[] File) Create(MachineProgram program, byte[]? madeUpInput)
    {
        byte[] body = ProgramFile.Save(program);
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), madeUpInput?.Length ?? -1);
        SHA256.HashData(madeUpInput ?? [], header.AsSpan(12));
        SHA256.HashData(body, header.AsSpan(12 + HashBytes));
        string hash = System.Convert.ToHexStringLower(header.AsSpan(12 + HashBytes));
        return (new CompiledEntry(program, hash, madeUpInput), [header, madeUpInput ?? [], body]);
    }

    /// <summary>Reads a file; null when it is not whole.</summary>
    public static CompiledEntry? Read(byte[] file)
    {
        ReadOnlySpan<byte> header = file.AsSpan(0, Math.Min(file.Length, HeaderBytes));
        if (header.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic
            || BinaryPrimitives.ReadInt32LittleEndian(header[4..]) != Version)
        {
            return null;
        }
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int behind = HeaderBytes + Math.Max(length, 0);
        if (length < -1 || behind < 0 || behind > file.Length)
        {
            return null;
        }
        // The hash takes as long as the reading, and a damaged file is no danger to the reader: both at once.
        Task<bool> whole = Task.Run(() => SHA256.HashData(file.AsSpan(HeaderBytes, behind - HeaderBytes)).AsSpan().SequenceEqual(file.AsSpan(12, HashBytes))
            && SHA256.HashData(file.AsSpan(behind)).AsSpan().SequenceEqual(file.AsSpan(12 + HashBytes, HashBytes)));
        try
        {
            MachineProgram program = ProgramFile.Load(file.AsSpan(behind));
            return whole.Result
                ? new CompiledEntry(program, System.Convert.ToHexStringLower(file.AsSpan(12 + HashBytes, HashBytes)), length < 0 ? null : file[HeaderBytes..behind])
                : null;
        }
        catch (IsaException)
        {
            return null;
        }
    }
}
