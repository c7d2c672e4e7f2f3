using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using AccelEmu.Compiler;

namespace AccelEmu.Cli;

/// <summary>The tiling of layers as YAML: written by <c>compile --mapping-out</c>, given back with <c>--mapping</c>.</summary>
internal static class MappingFile
{
    public static Mapping Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"mapping '{path}': no such file");
        }
        return Parse(path, File.ReadAllText(path));
    }

    /// <summary>Parses a mapping; <paramref name="file"/> names it in errors.</summary>
    public static Mapping Parse(string file, string text)
    {
        YamlRecord root = YamlRecord.Parse(file, text);
        ImmutableArray<LayerMapping> layers =
        [
            .. root.Records("layers", 0, 1_000_000).Select(r =>
            {
                LayerMapping layer = new(
                    r.Text("node"),
                    r.Integer("tile_rows", 0, int.MaxValue, absent: 0),
                    r.Integer("tile_columns", 0, int.MaxValue, absent: 0),
                    r.Integer("tile_depth", 0, int.MaxValue, absent: 0),
                    r.Integer("core", -1, 1023, absent: -1));
                r.End();
                return layer;
            }),
        ];
        root.End();
        return new Mapping(layers);
    }

    public static string Write(Mapping mapping)
    {
        StringBuilder text = new("# Tile extents in elements; 0 = the compiler chooses. core -1 = split over all cores.\nlayers:\n");
        foreach (LayerMapping l in mapping.Layers)
        {
            string node = l.Node.Replace("'", "''", System.StringComparison.Ordinal);
            text.Append($"  - {{ node: '{node}', tile_rows: {l.TileRows}, tile_columns: {l.TileColumns}, tile_depth: {l.TileDepth}, core: {l.Core} }}\n");
        }
        return mapping.Layers.IsEmpty ? "layers: []\n" : text.ToString();
    }
}
