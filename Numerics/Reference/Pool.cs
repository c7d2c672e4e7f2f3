using System;

namespace AccelEmu.Numerics;

public static partial class Reference
{
    /// <summary>
    /// destination[n,y,x,c] = maximum or mean of the source's window. Padding never wins a maximum. Means divide by the taps inside, or by
    /// the whole window when padding counts (then a padded integer is the zero point). A window wholly on padding gives the type's smallest value (floats −∞)
    /// as maximum, the zero point (floats +0) as mean.
    /// </summary>
    /// <param name="operation">Maximum or mean.</param>
    /// <param name="destination">[N, OH, OW, C], the source's type.</param>
    /// <param name="source">[N, H, W, C]; integers of at most 32 bits, raw values, means rounded half away from zero; or floats of at most 32 bits.</param>
    /// <param name="geometry">Window, pads, steps, dilation; input dilation must be 1, groups are not used.</param>
    /// <exception cref="NumericsException">Types, extents or geometry do not go together; nothing has been written.</exception>
    public static void Pool(Pooling operation, Tile destination, Tile source, in ConvGeometry geometry)
    {
        Check.WritePlain(destination, "destination");
        Check.ReadPlain(source, "source");
        Check.Require(Enum.IsDefined(operation), $"operation: {(int)operation}; legal: 0..1");
        DType type = source.Shape.Type;
        Check.Type(source, "source", type.Bits() <= 32, "types of at most 32 bits");
        Check.Type(destination, "destination", destination.Shape.Type == type, $"that of source, {type.Name()}");
        CheckWindows(destination, "destination", source, "source", geometry, geometry.KernelH, geometry.KernelW);
        Check.Dim(destination, "destination", 3, source.Shape.Dims[3], "the channels of source");
        Check.Range("geometry: input dilation (rows)", geometry.InputDilationH, 1, 1);
        Check.Range("geometry: input dilation (columns)", geometry.InputDilationW, 1, 1);
        ulong[] raw = TileValues.ReadRaw(source);
        ulong[] pooled = new ulong[destination.Shape.Elements];
        int channels = (int)source.Shape.Dims[3];
        Windows windows = new(geometry, destination.Shape, source.Shape, geometry.KernelH, geometry.KernelW);
        ulong[] window = new ulong[windows.Taps];
        int[] pixels = new int[windows.Taps];
        for (int pixel = 0; pixel < windows.Pixels; pixel++)
        {
            int inside = 0;
            for (int tap = 0; tap < windows.Taps; tap++)
            {
                int at = windows.InputPixel(pixel, tap);
                pixels[inside] = at;
                inside += at >= 0 ? 1 : 0;
            }
            for (int c = 0; c < channels; c++)
            {
                for (int tap = 0; tap < inside; tap++)
                {
                    window[tap] = raw[(pixels[tap] * channels) + c];
                }
                ReadOnlySpan<ulong> taps = window.AsSpan(0, inside);
                int zeroPoint = source.ZeroPoints.IsEmpty ? source.Shape.ZeroPoint : source.ZeroPoints[c];
                int counted = geometry.CountPadding ? windows.Taps : inside;
                pooled[(pixel * channels) + c] = type.IsFloat() ? PoolFloats(operation, type, taps, counted) : PoolIntegers(operation, type, taps, counted, zeroPoint);
            }
        }
        TileValues.WriteRaw(destination, pooled);
    }

    private static ulong PoolIntegers(Pooling operation, DType type, ReadOnlySpan<ulong> taps, int counted, int zeroPoint)
    {
        long max = type.MinValue();
        long sum = (long)(counted - taps.Length) * zeroPoint;
        foreach (ulong raw in taps)
        {
            long value = Elements.ToInteger(type, raw);
            max = Math.Max(max, value);
            sum += value;
        }
        long half = counted / 2;
        long mean = counted == 0 ? zeroPoint : (sum + (sum < 0 ? -half : half)) / counted;
        return Elements.FromInteger(type, operation == Pooling.Max ? max : mean);
    }

    private static ulong PoolFloats(Pooling operation, DType type, ReadOnlySpan<ulong> taps, int counted)
    {
        float max = float.NegativeInfinity;
        float sum = 0;
        foreach (ulong raw in taps)
        {
            float value = Elements.ToSingle(type, raw);
            max = (float)Elementwise.Max(max, value);
            sum += value;
        }
        float mean = counted == 0 ? 0 : sum / counted;
        return Elements.FromSingle(type, operation == Pooling.Max ? max : mean);
    }
}
