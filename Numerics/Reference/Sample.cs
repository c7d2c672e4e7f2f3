using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[n, p, c] = source[n, y, x, c] at the fractional coordinates[n, p] = (y, x), in elements. Neighbours outside read as zero.
    /// </summary>
    /// <remarks>
    /// Nearest: both coordinates rounded half to even. Bilinear, all in binary32: fy = y − ⌊y⌋, gy = 1 − fy, likewise x; from +0, one fused
    /// multiply-add each of weight·value in the order (⌊y⌋,⌊x⌋), (⌊y⌋,⌊x⌋+1), (⌊y⌋+1,⌊x⌋), (⌊y⌋+1,⌊x⌋+1) with the rounded weights gy·gx, gy·fx, fy·gx, fy·fx.
    /// Coordinates that are NaN, infinite or beyond ±2^30 read zero.
    /// </remarks>
    /// <param name="destination">[N, P, C], F32.</param>
    /// <param name="source">[N, H, W, C], F32.</param>
    /// <param name="coordinates">[N, P, 2], F32.</param>
    /// <param name="mode">Nearest or bilinear.</param>
    /// <exception cref="NumericsException">Types or extents do not go together; nothing has been written.</exception>
    public static void Sample(Tile destination, Tile source, Tile coordinates, SampleMode mode)
    {
        CheckSample(destination, source, coordinates, mode);
        float[] image = TileValues.Read<float, SingleArithmetic>(source);
        float[] points = TileValues.Read<float, SingleArithmetic>(coordinates);
        float[] sampled = new float[destination.Shape.Elements];
        int channels = (int)source.Shape.Dims[3];
        long perImage = coordinates.Shape.Dims[1];
        for (int p = 0; p < points.Length / 2; p++)
        {
            float y = points[2 * p];
            float x = points[(2 * p) + 1];
            Span<float> row = sampled.AsSpan(p * channels, channels);
            const float Limit = 1 << 30;
            if (!(Math.Abs(y) <= Limit && Math.Abs(x) <= Limit))
            {
                continue;
            }
            int n = (int)(p / perImage);
            if (mode == SampleMode.Nearest)
            {
                Pixel(image, source.Shape, n, (long)MathF.Round(y, MidpointRounding.ToEven), (long)MathF.Round(x, MidpointRounding.ToEven)).CopyTo(row);
                continue;
            }
            float top = MathF.Floor(y);
            float left = MathF.Floor(x);
            float fy = y - top;
            float fx = x - left;
            float gy = 1f - fy;
            float gx = 1f - fx;
            AddWeighted(row, gy * gx, Pixel(image, source.Shape, n, (long)top, (long)left));
            AddWeighted(row, gy * fx, Pixel(image, source.Shape, n, (long)top, (long)left + 1));
            AddWeighted(row, fy * gx, Pixel(image, source.Shape, n, (long)top + 1, (long)left));
            AddWeighted(row, fy * fx, Pixel(image, source.Shape, n, (long)top + 1, (long)left + 1));
        }
        TileValues.Write<float, SingleArithmetic>(destination, sampled);
    }

    private static void CheckSample(Tile destination, Tile source, Tile coordinates, SampleMode mode)
    {
        Check.WritePlain(destination, "destination");
        Check.ReadPlain(source, "source");
        Check.ReadPlain(coordinates, "coordinates");
        Check.Require(Enum.IsDefined(mode), $"mode: {(int)mode}; legal: 0..1");
        Check.Type(destination, "destination", destination.Shape.Type == DType.F32, "f32");
        Check.Type(source, "source", source.Shape.Type == DType.F32, "f32");
        Check.Type(coordinates, "coordinates", coordinates.Shape.Type == DType.F32, "f32");
        Check.Rank(destination, "destination", 3);
        Check.Rank(source, "source", 4);
        Check.Rank(coordinates, "coordinates", 3);
        Check.Dim(destination, "destination", 0, source.Shape.Dims[0], "the images of source");
        Check.Dim(coordinates, "coordinates", 0, source.Shape.Dims[0], "the images of source");
        Check.Dim(coordinates, "coordinates", 1, destination.Shape.Dims[1], "the points of destination");
        Check.Dim(coordinates, "coordinates", 2, 2, "y and x");
        Check.Dim(destination, "destination", 2, source.Shape.Dims[3], "the channels of source");
    }

    /// <summary>The channels of a pixel, empty outside the image.</summary>
    private static ReadOnlySpan<float> Pixel(float[] image, in TileShape shape, int n, long y, long x)
    {
        bool inside = y >= 0 && y < shape.Dims[1] && x >= 0 && x < shape.Dims[2];
        int channels = (int)shape.Dims[3];
        return inside ? image.AsSpan((int)((((n * shape.Dims[1]) + y) * shape.Dims[2]) + x) * channels, channels) : [];
    }

    private static void AddWeighted(Span<float> sums, float weight, ReadOnlySpan<float> pixel)
    {
        for (int c = 0; c < sums.Length; c++)
        {
            sums[c] = MathF.FusedMultiplyAdd(weight, pixel.IsEmpty ? 0f : pixel[c], sums[c]);
        }
    }
}
