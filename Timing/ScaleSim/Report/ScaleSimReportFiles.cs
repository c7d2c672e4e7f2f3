using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace AccelEmu.Timing;

/// <summary>Reports as the files SCALE-Sim writes: same names, columns and numbers.</summary>
public static class ScaleSimReportFiles
{
    /// <summary>Name and text of each file.</summary>
    public static IReadOnlyList<(string Name, string Text)> Write(ScaleSimReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        List<(string, string)> files =
        [
            ("COMPUTE_REPORT.csv", Compute(report)),
            ("BANDWIDTH_REPORT.csv", Bandwidth(report)),
            ("DETAILED_ACCESS_REPORT.csv", Access(report)),
        ];
        if (report.Config.Sparsity is { } sparsity)
        {
            files.Add(("SPARSE_REPORT.csv", Sparse(report, sparsity.Format)));
        }
        return files;
    }

    private static string Compute(ScaleSimReport report)
    {
        bool prefetch = report.Compat != ScaleSimCompat.V2;
        return Table(
            report,
            $"LayerID, {(prefetch ? "Total Cycles (incl. prefetch), " : "")}Total Cycles, Stall Cycles, Overall Util %, Mapping Efficiency %, Compute Util %,",
            layer =>
            [
                .. prefetch ? [PythonNumber.Integer(layer.TotalCyclesWithPrefetch)] : Array.Empty<string>(),
                PythonNumber.Integer(layer.TotalCycles),
                PythonNumber.Integer(layer.StallCycles),
                PythonNumber.Float(layer.OverallUtilization),
                PythonNumber.Float(layer.MappingEfficiency),
                PythonNumber.Float(layer.ComputeUtilization),
            ]);
    }

    private static string Bandwidth(ScaleSimReport report)
    {
        bool sparse = report.Config.Sparsity is not null;
        return Table(
            report,
            $"LayerID, Avg IFMAP SRAM BW, Avg FILTER SRAM BW, {(sparse ? "Avg FILTER Metadata SRAM BW, " : "")}Avg OFMAP SRAM BW, Avg IFMAP DRAM BW, Avg FILTER DRAM BW, Avg OFMAP DRAM BW,",
            layer =>
            [
                PythonNumber.Float(layer.Ifmap.Bandwidth),
                PythonNumber.Float(layer.Filter.Bandwidth),
                .. layer.Sparse is { } weights ? [PythonNumber.Float(weights.Bandwidth)] : Array.Empty<string>(),
                PythonNumber.Float(layer.Ofmap.Bandwidth),
                PythonNumber.Float(layer.IfmapDram.Bandwidth),
                PythonNumber.Float(layer.FilterDram.Bandwidth),
                PythonNumber.Float(layer.OfmapDram.Bandwidth),
            ]);
    }

    private static string Access(ScaleSimReport report)
    {
        string Columns(string what, string verb) => $"{what} Start Cycle, {what} Stop Cycle, {what} {verb}, ";
        string header = "LayerID, "
            + Columns("SRAM IFMAP", "Reads") + Columns("SRAM Filter", "Reads") + Columns("SRAM OFMAP", "Writes")
            + Columns("DRAM IFMAP", "Reads") + Columns("DRAM Filter", "Reads") + Columns("DRAM OFMAP", "Writes");
        // A share of the words under N:M sparsity is a float in Python, even when it is whole.
        bool fraction = report.Config.Sparsity is { RowWise: false };
        return Table(report, header.TrimEnd(), layer =>
        [
            .. Sram(layer.Ifmap, fraction), .. Sram(layer.Filter), .. Sram(layer.Ofmap),
            .. Dram(layer.IfmapDram), .. Dram(layer.FilterDram), .. Dram(layer.OfmapDram),
        ]);
    }

    private static string Sparse(ScaleSimReport report, ScaleSimFormat format)
    {
        string name = format switch { ScaleSimFormat.Csr => "csr", ScaleSimFormat.Csc => "csc", _ => "ellpack_block" };
        string Words(double words) => format == ScaleSimFormat.EllpackBlock ? PythonNumber.Float(words) : PythonNumber.Integer((long)words);
        return Table(
            report,
            "LayerID, Sparsity Representation, Original Filter Storage, New Storage (Filter+Metadata), Filter Metadata Storage, Avg FILTER Metadata SRAM BW, ",
            layer => [name, PythonNumber.Integer(layer.Sparse!.Original), Words(layer.Sparse.Packed), Words(layer.Sparse.Metadata), PythonNumber.Float(layer.Sparse.Bandwidth)]);
    }

    private static string[] Sram(ScaleSimSramReport sram, bool fraction = false) =>
    [
        PythonNumber.Float(sram.Start), PythonNumber.Float(sram.Stop), fraction ? PythonNumber.Float(sram.Words) : PythonNumber.Integer((long)sram.Words),
    ];

    private static string[] Dram(ScaleSimDramReport dram) => [PythonNumber.Float(dram.Start), PythonNumber.Float(dram.Stop), PythonNumber.Integer(dram.Words)];

    private static string Table(ScaleSimReport report, string header, Func<ScaleSimLayerReport, IEnumerable<string>> cells)
    {
        StringBuilder text = new();
        text.Append(header).Append('\n');
        foreach ((int index, ScaleSimLayerReport layer) in report.Layers.Index())
        {
            text.Append(index);
            foreach (string cell in cells(layer))
            {
                text.Append(", ").Append(cell);
            }
            text.Append(",\n");
        }
        return text.ToString();
    }
}
