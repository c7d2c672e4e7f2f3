using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace AccelEmu.Timing;

/// <summary>
/// Reads SCALE-Sim's topology csv files: convolutions (input height and width, kernel height and width, channels, filters, stride, and maybe a second stride) or matrix products
/// (M, N, K), both with an optional N:M sparsity. A convolution whose name contains DP is read as one layer of one channel for each of its channels.
/// </summary>
public static class ScaleSimTopology
{
    private const int ConvNumbers = 7;
    private const int GemmNumbers = 3;
    private const int MaxLayers = 100_000;

    private static readonly string[] ConvFields = ["IFMAP Height", "IFMAP Width", "Filter Height", "Filter Width", "Channels", "Num Filter", "Strides"];
    private static readonly string[] GemmFields = ["M", "N", "K"];

    /// <summary>Parses a file's text.</summary>
    /// <param name="file">Name for messages.</param>
    /// <param name="text">A header row, then a layer a row; cells end with a comma or a tab. Rows without numbers are headings.</param>
    /// <param name="gemm">True: matrix products. False: convolutions. Null: what the header says.</param>
    /// <exception cref="ScaleSimException"><c>scalesim.topology</c>: a row that is no layer, or a file without one.</exception>
    public static IReadOnlyList<ScaleSimLayer> Parse(string file, string text, bool? gemm = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Split('\n');
        string[] header = Cells(lines[0]);
        bool products = gemm ?? GemmFields.All(f => header.Contains(f, StringComparer.OrdinalIgnoreCase));
        List<ScaleSimLayer> layers = [];
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = Cells(lines[i]);
            if (cells.Skip(1).Any(c => c.Length > 0))
            {
                Add(layers, new Row(file, i + 1, header, cells), products);
            }
        }
        return layers.Count > 0
            ? layers
            : throw new ScaleSimException("scalesim.topology", file, $"no layer; legal: a header row, then rows of a name, {(products ? "M, N, K" : string.Join(", ", ConvFields))}");
    }

    private static void Add(List<ScaleSimLayer> layers, Row row, bool products)
    {
        if (products)
        {
            int[] n = row.Numbers(GemmFields);
            (int kept, int block, _) = row.Extras(GemmNumbers + 1);
            layers.Add(ScaleSimLayer.Gemm(row.Name, n[0], n[1], n[2], kept, block));
        }
        else
        {
            int[] n = row.Numbers(ConvFields);
            (int kept, int block, int strideWidth) = row.Extras(ConvNumbers + 1);
            ScaleSimLayer layer = new(row.Name, n[0], n[1], n[2], n[3], n[4], n[5], n[6], strideWidth == 0 ? n[6] : strideWidth, kept, block);
            row.CheckAtMost(ConvFields[2], layer.KernelHeight, ConvFields[0], layer.InputHeight);
            row.CheckAtMost(ConvFields[3], layer.KernelWidth, ConvFields[1], layer.InputWidth);
            int copies = row.Name.Contains("DP", StringComparison.Ordinal) ? layer.Channels : 1;
            row.CheckLayers(layers.Count + (long)copies, MaxLayers);
            for (int channel = 0; channel < copies; channel++)
            {
                layers.Add(row.Name.Contains("DP", StringComparison.Ordinal) ? layer with { Name = $"{row.Name}Channel_{channel}", Channels = 1 } : layer);
            }
        }
        row.CheckLayers(layers.Count, MaxLayers);
    }

    private static string[] Cells(string line) => [.. line.Trim('\r', '\uFEFF', ' ').Split(',', '\t').Select(c => c.Trim())];

    /// <summary>A row, and where it stands.</summary>
    private sealed class Row(string file, int line, string[] header, string[] cells)
    {
        public string Name => cells[0];

        /// <summary>The numbers behind the name.</summary>
        public int[] Numbers(string[] fields)
        {
            int[] numbers = new int[fields.Length];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = i + 1 < cells.Length && TryNumber(cells[i + 1], out int value)
                    ? value
                    : throw Error($"{fields[i]} = '{(i + 1 < cells.Length ? Short(cells[i + 1]) : "")}'; legal: a whole number 1..{ScaleSimLayer.MaxExtent}");
            }
            return numbers;
        }

        /// <summary>Cells behind the numbers: a sparsity, a second stride (0: none). Cells under a header of another name are comments, a batch must be 1.</summary>
        public (int Kept, int Block, int Stride) Extras(int first)
        {
            (int kept, int block, int stride) = (1, 1, 0);
            for (int i = first; i < cells.Length; i++)
            {
                string cell = cells[i];
                string title = i < header.Length ? header[i].ToUpperInvariant() : "";
                if (cell.Length == 0)
                {
                    continue;
                }
                if (cell.Contains(':', StringComparison.Ordinal) || title.Contains("SPARS", StringComparison.Ordinal))
                {
                    (kept, block) = Ratio(cell);
                }
                else if (title.Contains("BATCH", StringComparison.Ordinal))
                {
                    _ = cell == "1" ? true : throw Error($"{header[i]} = '{Short(cell)}'; legal: 1; write the layer once for each");
                }
                else if (i == first && first == ConvNumbers + 1 && (title.Length == 0 ? i >= header.Length : title.Contains("STRIDE", StringComparison.Ordinal)))
                {
                    stride = TryNumber(cell, out int value) ? value : throw Error($"second stride = '{Short(cell)}'; legal: a whole number 1..{ScaleSimLayer.MaxExtent}");
                }
            }
            return (kept, block, stride);
        }

        public void CheckAtMost(string field, int value, string limit, int most)
        {
            if (value > most)
            {
                throw Error($"{field} = {value}; legal: 1..{most}, the {limit}; there is no padding: write the padded extent as {limit}");
            }
        }

        public void CheckLayers(long layers, int most)
        {
            if (layers > most)
            {
                throw Error($"{layers} layers; legal: at most {most}, a depthwise row counting one for each channel; cut the file");
            }
        }

        private static bool TryNumber(string cell, out int value) =>
            int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= ScaleSimLayer.MaxExtent;

        /// <summary>Damaged files have long cells: a message shows their beginning.</summary>
        private static string Short(string cell) => cell.Length <= 40 ? cell : cell[..40] + "…";

        private (int Kept, int Block) Ratio(string cell)
        {
            string[] parts = cell.Split(':');
            return parts.Length == 2 && TryNumber(parts[0], out int kept) && TryNumber(parts[1], out int block) && kept <= block
                ? (kept, block)
                : throw Error($"Sparsity = '{Short(cell)}'; legal: N:M with 1 <= N <= M <= {ScaleSimLayer.MaxExtent}");
        }

        private ScaleSimException Error(string message) => new("scalesim.topology", $"{file}:{line}", message);
    }
}
