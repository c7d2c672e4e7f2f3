namespace AccelEmu.Measurement;

/// <summary>Products as written in a textbook: the baseline that is always there.</summary>
internal static class NaiveLoops
{
    /// <summary>The tier and baseline name of their rows.</summary>
    public const string Name = "naive";

    /// <summary>Rows of a product they compute: speed does not depend on how many, patience does.</summary>
    public const int MostRows = 4;

    /// <summary>c[rows, N] = a[rows, K] · b[K, N], u8 by s8.</summary>
    public static void MatMul(byte[] a, byte[] b, int[] c, int rows, int columns, int depth)
    {
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < columns; n++)
            {
                int sum = 0;
                for (int k = 0; k < depth; k++)
                {
                    sum += a[(m * depth) + k] * (sbyte)b[(k * columns) + n];
                }
                c[(m * columns) + n] = sum;
            }
        }
    }

    /// <summary>c[rows, N] = a[rows, K] · b[K, N], fp32.</summary>
    public static void MatMul(float[] a, float[] b, float[] c, int rows, int columns, int depth)
    {
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < columns; n++)
            {
                float sum = 0;
                for (int k = 0; k < depth; k++)
                {
                    sum += a[(m * depth) + k] * b[(k * columns) + n];
                }
                c[(m * columns) + n] = sum;
            }
        }
    }

    /// <summary>The first row of outputs of a square convolution, u8 by s8, channels last, padded with zeros.</summary>
    public static void ConvRow(byte[] x, byte[] w, int[] y, ConvShape s)
    {
        for (int column = 0; column < s.OutputSize; column++)
        {
            for (int output = 0; output < s.Outputs; output++)
            {
                int sum = 0;
                for (int i = 0; i < s.Kernel; i++)
                {
                    for (int j = 0; j < s.Kernel; j++)
                    {
                        int row = i - s.Pad, at = (column * s.Stride) + j - s.Pad;
                        if (row >= 0 && row < s.Size && at >= 0 && at < s.Size)
                        {
                            for (int c = 0; c < s.Channels; c++)
                            {
                                sum += x[(((row * s.Size) + at) * s.Channels) + c] * (sbyte)w[(((((i * s.Kernel) + j) * s.Channels) + c) * s.Outputs) + output];
                            }
                        }
                    }
                }
                y[(column * s.Outputs) + output] = sum;
            }
        }
    }
}
