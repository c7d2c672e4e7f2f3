using System.Collections.Generic;
using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>A drain as the code generator handles it.</summary>
/// <param name="Content">The descriptor, without the residual's number.</param>
/// <param name="Reads">Parameter bytes it reads.</param>
/// <param name="Residual">Residual tile, or null.</param>
internal sealed record DrainPlan(Descriptor Content, IReadOnlyList<Access> Reads, View? Residual);
