using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Reads SCALE-Sim's cfg files, of v2 and of v3, strictly: unknown, missing and repeated keys and values outside their range are errors with file, line and key.</summary>
public static class ScaleSimConfigFile
{
    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["general"] = ["run_name"],
        ["architecture_presets"] =
        [
            "ArrayHeight", "ArrayWidth", "IfmapSramSzkB", "FilterSramSzkB", "OfmapSramSzkB", "IfmapOffset", "FilterOffset", "OfmapOffset", "Bandwidth", "Dataflow",
            "MemoryBanks", "OnChipMemoryBanks", "OnChipMemoryBankPorts", "ReadRequestBuffer", "WriteRequestBuffer",
        ],
        ["layout"] =
        [
            "IfmapCustomLayout", "IfmapSRAMBankBandwidth", "IfmapSRAMBankNum", "IfmapSRAMBankPort",
            "FilterCustomLayout", "FilterSRAMBankBandwidth", "FilterSRAMBankNum", "FilterSRAMBankPort",
        ],
        ["sparsity"] = ["SparsitySupport", "SparseRep", "OptimizedMapping", "BlockSize", "RandomNumberGeneratorSeed"],
        ["run_presets"] = ["InterfaceBandwidth", "UseRamulatorTrace"],
        ["network_presets"] = ["TopologyCsvLoc"],
    };

    /// <summary>Parses a file's text.</summary>
    /// <param name="file">Name for messages.</param>
    /// <param name="text">Its text: sections in brackets, <c>key = value</c> or <c>key: value</c>, comments from <c>#</c> or <c>;</c> at a line's start.</param>
    /// <exception cref="ScaleSimException">
    /// <c>scalesim.config</c>: not such a file, or an unknown, missing, repeated or illegal entry; <c>scalesim.unsupported</c>: Ramulator traces or custom layouts.
    /// </exception>
    public static ScaleSimConfig Parse(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        IniReader ini = IniReader.Parse(file, text, Keys);
        Refuse(ini, "run_presets", "UseRamulatorTrace", "DRAM latencies of Ramulator are not replayed");
        Refuse(ini, "layout", "IfmapCustomLayout", "bank conflicts of a custom layout are not modelled");
        Refuse(ini, "layout", "FilterCustomLayout", "bank conflicts of a custom layout are not modelled");
        bool user = ini.Choice("run_presets", "InterfaceBandwidth", ("USER", true), ("CALC", false));
        return new ScaleSimConfig
        {
            RunName = ini.Text("general", "run_name") ?? "scalesim",
            Rows = ini.Number("architecture_presets", "ArrayHeight", 1, ScaleSimConfig.MaxExtent),
            Columns = ini.Number("architecture_presets", "ArrayWidth", 1, ScaleSimConfig.MaxExtent),
            IfmapKilobytes = ini.Number("architecture_presets", "IfmapSramSzkB", 1, ScaleSimConfig.MaxKilobytes),
            FilterKilobytes = ini.Number("architecture_presets", "FilterSramSzkB", 1, ScaleSimConfig.MaxKilobytes),
            OfmapKilobytes = ini.Number("architecture_presets", "OfmapSramSzkB", 1, ScaleSimConfig.MaxKilobytes),
            Dataflow = ini.Choice("architecture_presets", "Dataflow", ("os", Dataflow.OutputStationary), ("ws", Dataflow.WeightStationary), ("is", Dataflow.InputStationary)),
            UserBandwidth = user,
            Bandwidth = user ? ini.Number("architecture_presets", "Bandwidth", 1, ScaleSimConfig.MaxBandwidth) : 1,
            IfmapBandwidth = ini.Number("layout", "IfmapSRAMBankBandwidth", 1, ScaleSimConfig.MaxBandwidth, 0),
            FilterBandwidth = ini.Number("layout", "FilterSRAMBankBandwidth", 1, ScaleSimConfig.MaxBandwidth, 0),
            Sparsity = ini.Flag("sparsity", "SparsitySupport") ? Sparsity(ini) : null,
        };
    }

    private static ScaleSimSparsity Sparsity(IniReader ini)
    {
        bool rowWise = ini.Flag("sparsity", "OptimizedMapping");
        return new ScaleSimSparsity(
            ini.Choice("sparsity", "SparseRep", ("ellpack_block", ScaleSimFormat.EllpackBlock), ("csr", ScaleSimFormat.Csr), ("csc", ScaleSimFormat.Csc)),
            rowWise,
            rowWise ? ini.Number("sparsity", "BlockSize", 2, ScaleSimConfig.MaxExtent) : 2,
            (uint)ini.Number("sparsity", "RandomNumberGeneratorSeed", 0, int.MaxValue, 0));
    }

    private static void Refuse(IniReader ini, string section, string key, string why)
    {
        if (ini.Flag(section, key))
        {
            throw new ScaleSimException("scalesim.unsupported", ini.PlaceOf(section, key), $"{key} = True: {why}; legal: False");
        }
    }
}
