using System;
using System.Collections.Generic;

namespace AccelEmu.Timing;

/// <summary>
/// The depth of a window cut into runs: channels next to each other, of one tap, that are always asked for together, one line after the other. Row folds that begin in the middle
/// of a pixel cut its channels into classes.
/// </summary>
internal sealed class WindowRuns
{
    /// <summary>Runs of a row fold; of all the depth where it streams.</summary>
    public required Run[][] PerFold { get; init; }

    /// <summary>Parts into which the channels of a pixel are cut.</summary>
    public required int Classes { get; init; }

    /// <summary>Cuts the depth into row folds of <paramref name="foldDepth"/> words.</summary>
    public static WindowRuns Cut(ConvWindow window, long foldDepth)
    {
        int channels = window.Channels;
        SortedSet<int> cuts = [0];
        for (long k = foldDepth; k < window.Depth; k += foldDepth)
        {
            cuts.Add((int)(k % channels));
            if (cuts.Count == channels)
            {
                break;
            }
        }
        int[] starts = [.. cuts];
        List<Run[]> folds = [];
        for (long k = 0; k < window.Depth; k += foldDepth)
        {
            folds.Add([.. Split(window, starts, k, Math.Min(window.Depth, k + foldDepth))]);
        }
        return new WindowRuns { PerFold = [.. folds], Classes = starts.Length };
    }

    private static IEnumerable<Run> Split(ConvWindow window, int[] starts, long first, long end)
    {
        int kernelWidth = window.Layer.KernelWidth;
        for (long k = first; k < end;)
        {
            (long tap, long channel) = Math.DivRem(k, window.Channels);
            int index = Array.BinarySearch(starts, (int)channel);
            long next = k - channel + (index + 1 < starts.Length ? starts[index + 1] : window.Channels);
            yield return new Run((int)(k - first), (int)(next - k), index, (int)(tap / kernelWidth), (int)(tap % kernelWidth));
            k = next;
        }
    }
}

/// <summary>Channels of one tap.</summary>
/// <param name="Start">First word, from the fold's first.</param>
/// <param name="Length">Words.</param>
/// <param name="Class">Part of the pixel's channels.</param>
/// <param name="KernelRow">Row of the tap.</param>
/// <param name="KernelColumn">Column of the tap.</param>
internal readonly record struct Run(int Start, int Length, int Class, int KernelRow, int KernelColumn);
