using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Byte offset of row m of a tile, rows being all dimensions but the last, outermost first.</summary>
internal struct RowMap
{
    private long inner;
    private long middle;
    private nint innerStep;
    private nint middleStep;
    private nint outerStep;

    /// <summary>Number of rows.</summary>
    public long Rows;

    /// <summary>True when row m starts at m · <see cref="Step"/>.</summary>
    public readonly bool IsLinear => middle == 1 && inner >= Rows;

    /// <summary>Distance between neighbouring rows of the innermost run.</summary>
    public readonly nint Step => innerStep;

    /// <summary>Merges the leading dimensions of <paramref name="shape"/> that follow each other in memory; false when more than three remain.</summary>
    public static bool TryCreate(in TileShape shape, out RowMap map)
    {
        map = new RowMap { Rows = 1, inner = 1, middle = 1 };
        int runs = 0;
        for (int d = shape.Rank - 2; d >= 0; d--)
        {
            long dim = shape.Dims[d];
            nint step = (nint)shape.Strides[d];
            map.Rows *= dim;
            if (dim == 1)
            {
                continue;
            }
            if (runs == 0)
            {
                (map.inner, map.innerStep) = (dim, step);
                runs = 1;
            }
            else if (runs == 1 && step == map.inner * map.innerStep)
            {
                map.inner *= dim;
            }
            else if (runs == 1)
            {
                (map.middle, map.middleStep) = (dim, step);
                runs = 2;
            }
            else if (runs == 2 && step == map.middle * map.middleStep)
            {
                map.middle *= dim;
            }
            else if (runs == 2)
            {
                map.outerStep = step;
                runs = 3;
            }
            else
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Byte offset of row <paramref name="row"/>.</summary>
    public readonly nint Offset(long row)
    {
        if (row < inner)
        {
            return (nint)row * innerStep;
        }
        long line = row / inner;
        return ((nint)(row - (line * inner)) * innerStep) + ((nint)(line % middle) * middleStep) + ((nint)(line / middle) * outerStep);
    }
}
