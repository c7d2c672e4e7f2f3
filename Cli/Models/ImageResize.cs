using System;
using AccelEmu.Frontends;

namespace AccelEmu.Cli;

/// <summary>Brings 8-bit images to a model's input size.</summary>
internal static class ImageResize
{
    /// <summary>
    /// Bilinear with source = destination · (size ratio), no half-pixel offset, rounded half up; one channel becomes three by repetition, three become one by
    /// ITU-R BT.601 luma weights.
    /// </summary>
    public static byte[] Bilinear(TensorData image, int height, int width, int channels)
    {
        int sourceHeight = image.Shape[0];
        int sourceWidth = image.Shape[1];
        int sourceChannels = image.Shape[2];
        byte[] result = new byte[height * width * channels];
        Span<double> pixel = stackalloc double[3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double sy = (double)y * sourceHeight / height;
                double sx = (double)x * sourceWidth / width;
                for (int c = 0; c < 3; c++)
                {
                    pixel[c] = Sample(image.Bytes, sourceHeight, sourceWidth, sourceChannels, sy, sx, sourceChannels >= 3 ? c : 0);
                }
                int at = ((y * width) + x) * channels;
                if (channels == 1)
                {
                    result[at] = Round(sourceChannels >= 3 ? (0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]) : pixel[0]);
                }
                else
                {
                    for (int c = 0; c < 3; c++)
                    {
                        result[at + c] = Round(pixel[c]);
                    }
                }
            }
        }
        return result;
    }

    /// <summary>H·W·C bytes as C planes.</summary>
    public static byte[] ToPlanes(byte[] interleaved, int channels)
    {
        byte[] planes = new byte[interleaved.Length];
        int area = interleaved.Length / channels;
        for (int i = 0; i < interleaved.Length; i++)
        {
            planes[((i % channels) * area) + (i / channels)] = interleaved[i];
        }
        return planes;
    }

    private static double Sample(byte[] data, int height, int width, int channels, double y, double x, int c)
    {
        int y0 = (int)y;
        int x0 = (int)x;
        int y1 = Math.Min(y0 + 1, height - 1);
        int x1 = Math.Min(x0 + 1, width - 1);
        double fy = y - y0;
        double fx = x - x0;
        double At(int row, int column) => data[(((row * width) + column) * channels) + c];
        double top = (At(y0, x0) * (1 - fx)) + (At(y0, x1) * fx);
        double bottom = (At(y1, x0) * (1 - fx)) + (At(y1, x1) * fx);
        return (top * (1 - fy)) + (bottom * fy);
    }

    private static byte Round(double value) => (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255);
}
