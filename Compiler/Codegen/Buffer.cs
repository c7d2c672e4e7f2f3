using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>A byte range of one memory that tiles are cut from.</summary>
/// <param name="Space">Memory.</param>
/// <param name="Core">Owner; 0 for DRAM.</param>
/// <param name="Base">First byte.</param>
/// <param name="Bytes">Length.</param>
/// <param name="IsConstant">Never written by the program: needs no ordering.</param>
internal readonly record struct Buffer(Space Space, int Core, long Base, long Bytes, bool IsConstant = false);
