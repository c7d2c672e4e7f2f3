using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst[n,y,x,c] = pooling of the window of src; padding never wins a maximum.</summary>
/// <param name="Operation">Max or average.</param>
/// <param name="Dst">Written.</param>
/// <param name="Src">[N, H, W, C].</param>
/// <param name="Geometry">Conv descriptor.</param>
public readonly record struct Pool(Pooling Operation, DescriptorId Dst, DescriptorId Src, DescriptorId Geometry) : IInstruction<Pool>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Pool;
    /// <inheritdoc/>
    public static string Mnemonic => "vpool";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[n,y,x,c] = pooling of the window of src; padding never wins a maximum";

    /// <inheritdoc/>
    public static Pool Map<TCodec>(ref TCodec codec, Pool instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Operation: codec.Enumeration("operation", lo: 72, width: 2, instruction.Operation, "max or average"),
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "[N, H, W, C]"),
        Geometry: codec.Descriptor("geometry", lo: 60, instruction.Geometry, "conv descriptor"));
}
