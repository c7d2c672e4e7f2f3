using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst[n, p, c] = src[n, y, x, c] at fractional coordinates[n, p] = (y, x).</summary>
/// <param name="Dst">Written.</param>
/// <param name="Src">[N, H, W, C] f32.</param>
/// <param name="Coordinates">F32 [N, P, 2].</param>
/// <param name="Mode">Nearest (default) or bilinear.</param>
public readonly record struct Sample(DescriptorId Dst, DescriptorId Src, DescriptorId Coordinates, SampleMode Mode = default) : IInstruction<Sample>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.Sample;
    /// <inheritdoc/>
    public static string Mnemonic => "vsample";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Vector;
    /// <inheritdoc/>
    public static string Summary => "dst[n, p, c] = src[n, y, x, c] at fractional coordinates[n, p] = (y, x)";

    /// <inheritdoc/>
    public static Sample Map<TCodec>(ref TCodec codec, Sample instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Descriptor("dst", lo: 48, instruction.Dst, "written"),
        Src: codec.Descriptor("src", lo: 54, instruction.Src, "[N, H, W, C] f32"),
        Coordinates: codec.Descriptor("coordinates", lo: 60, instruction.Coordinates, "f32 [N, P, 2]"),
        Mode: codec.Choice("mode", lo: 72, width: 2, instruction.Mode, "nearest (default) or bilinear"));
}
