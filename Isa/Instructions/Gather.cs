using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst[i, …] = src[index[i], …].</summary>
/// <param name="Dst">Written, dimension 0 as long as index.</param>
/// <param name="Src">Read.</param>
/// <param name="Index">I32 or i64, rank 1.</param>
/// <param name="Policy">Index outside: trap (default), clamp, zero.</param>
public readonly record struct Gather(DescriptorId Dst, DescriptorId Src, DescriptorId Index, IndexPolicy Policy = default) : IInstruction<Gather>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Gather;
    /// <inheritdoc/>
    public static string Mnemonic => "gather";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Move;
    /// <inheritdoc/>
    public static string Summary => "dst[i, …] = src[index[i], …]";

    /// <inheritdoc/>
    public static Gather Map<TCodec>(ref TCodec codec, Gather instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written, dimension 0 as long as index"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "read"),
        Index: codec.Descriptor("index", lo: 60, instruction.Index, "i32 or i64, rank 1"),
        Policy: codec.Choice("policy", lo: 72, width: 2, instruction.Policy, "index outside: trap (default), clamp, zero"));
}
