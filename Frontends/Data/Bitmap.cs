using System;
using System.Buffers.Binary;
using AccelEmu.Compiler;
using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Uncompressed Windows bitmaps of 8 and 24 bits a pixel.</summary>
public static class Bitmap
{
    private const int HeaderBytes = 54;
    private const int MaxExtent = 1 << 15;

    /// <summary>
    /// Reads an image as u8 [height, width, channels], rows from the top: 24-bit files as three channels red, green, blue; 8-bit files as
    /// one channel of the stored bytes, the palette ignored.
    /// </summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="CompileException">Code <c>bmp.*</c>: the file is damaged, or of a kind that is not read.</exception>
    public static TensorData Read(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < HeaderBytes || file[0] != 'B' || file[1] != 'M')
        {
            throw new CompileException("bmp.malformed", name, "the first bytes are not those of a bitmap; save the image again as BMP");
        }
        long data = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        int width = BinaryPrimitives.ReadInt32LittleEndian(file[18..]), signedHeight = BinaryPrimitives.ReadInt32LittleEndian(file[22..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);
        uint compression = BinaryPrimitives.ReadUInt32LittleEndian(file[30..]);
        // A negative height means that the first stored row is the top one.
        bool topDown = signedHeight < 0;
        long height = Math.Abs((long)signedHeight);
        if (bits is not (8 or 24) || compression != 0 || width is < 1 or > MaxExtent || height is < 1 or > MaxExtent)
        {
            throw new CompileException("bmp.kind", name, $"has {bits} bits a pixel, compression {compression}, {width} × {height}; legal: 8 or 24, 0, extents 1..{MaxExtent}; save the image as an uncompressed 24-bit bitmap");
        }
        int channels = bits / 8;
        long stride = ((width * (long)channels) + 3) / 4 * 4;
        if (data < HeaderBytes || data + (stride * (height - 1)) + (width * channels) > file.Length)
        {
            throw new CompileException("bmp.malformed", name, $"pixels from byte {data} with {stride} a row go beyond the file's {file.Length}; save the image again as BMP");
        }
        byte[] pixels = new byte[height * width * channels];
        for (int y = 0; y < height; y++)
        {
            long row = topDown ? y : height - 1 - y;
            ReadOnlySpan<byte> from = file.Slice((int)(data + (row * stride)), width * channels);
            Span<byte> to = pixels.AsSpan((int)(y * (long)width * channels), width * channels);
            for (int i = 0; i < to.Length; i++)
            {
                // Files store blue first.
                to[i] = from[channels == 3 ? i + 2 - (2 * (i % 3)) : i];
            }
        }
        return new TensorData(DType.U8, [(int)height, width, channels], pixels, name);
    }
}
