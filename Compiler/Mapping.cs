using System.Collections.Immutable;

namespace AccelEmu.Compiler;

/// <summary>The chosen tiling of each layer.</summary>
/// <param name="Layers">One entry for each tiled layer, in execution order.</param>
public sealed record Mapping(ImmutableArray<LayerMapping> Layers);

/// <summary>How one layer is cut. Extents in elements; 0 = let the compiler choose.</summary>
/// <param name="Node">Node name.</param>
/// <param name="TileRows">Output rows (H, or M of a matrix product) of a tile.</param>
/// <param name="TileColumns">Output channels (N) of a tile; a multiple of 16 unless it is all of them.</param>
/// <param name="TileDepth">K of a tile: input channels for convolutions, a multiple of 16 unless it is all of them.</param>
/// <param name="Core">Core that runs it; −1 = split over all cores.</param>
public sealed record LayerMapping(string Node, int TileRows = 0, int TileColumns = 0, int TileDepth = 0, int Core = -1);
