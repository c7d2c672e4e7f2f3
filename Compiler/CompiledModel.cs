using AccelEmu.Isa;

namespace AccelEmu.Compiler;

/// <summary>What compilation gives.</summary>
/// <param name="Program">The program; bindings, symbols and source map included.</param>
/// <param name="Machine">The machine it was compiled for.</param>
/// <param name="Mapping">The tiling of every layer; can be written as YAML and given back.</param>
public sealed record CompiledModel(MachineProgram Program, MachineConfig Machine, Mapping Mapping);
