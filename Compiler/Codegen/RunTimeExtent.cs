using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>An extent in a scalar register. A register that is written again gets a new version, so that stale descriptors are seen.</summary>
/// <param name="Register">Where.</param>
/// <param name="Version">Which value of it.</param>
internal readonly record struct RunTimeExtent(RegisterId Register, int Version);
