using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst[index[i], …] = src[i, …], in order of i.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">Read, dimension 0 as long as index.</param>
/// <param name="Index">I32 or i64, rank 1.</param>
/// <param name="Policy">Index outside: trap (default), clamp, zero = drop.</param>
public readonly record struct Scatter(DescriptorId Dst, DescriptorId Src, DescriptorId Index, IndexPolicy Policy = default) : IInstruction<Scatter>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Scatter;
    /// <inheritdoc/>
    public static string Mnemonic => "scatter";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Move;
    /// <inheritdoc/>
    public static string Summary => "dst[index[i], …] = src[i, …], in order of i";

    /// <inheritdoc/>
    public static Scatter Map<TCodec>(ref TCodec codec, Scatter instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read, dimension 0 as long as index"),
        Index: codec.Descriptor("index", lo: 60, instruction.Index, "i32 or i64, rank 1"),
        Policy: codec.Choice("policy", lo: 72, width: 2, instruction.Policy, "index outside: trap (default), clamp, zero = drop"));
}
