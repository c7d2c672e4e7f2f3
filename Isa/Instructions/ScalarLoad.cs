using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>dst = memory[address + offset], sign- or zero-extended by type; fp32 as its bits.</summary>
/// <param name="Dst">Written.</param>
/// <param name="Space">Memory space.</param>
/// <param name="Address">Byte address.</param>
/// <param name="Type">Element type: i8 (default) … i64, f32.</param>
/// <param name="Offset">Bytes added to the address.</param>
public readonly record struct ScalarLoad(RegisterId Dst, Space Space, RegisterId Address, DType Type, long Offset) : IInstruction<ScalarLoad>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.ScalarLoad;
    /// <inheritdoc/>
    public static string Mnemonic => "ld";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "dst = memory[address + offset], sign- or zero-extended by type; fp32 as its bits";

    /// <inheritdoc/>
    public static ScalarLoad Map<TCodec>(ref TCodec codec, ScalarLoad instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Dst: codec.Register("dst", lo: 48, instruction.Dst, "written"),
        Space: codec.Enumeration("space", lo: 53, width: 2, instruction.Space, "memory space"),
        Address: codec.Register("address", lo: 55, instruction.Address, "byte address"),
        Type: codec.Choice("type", lo: 60, width: 5, instruction.Type, "element type: i8 (default) … i64, f32"),
        Offset: codec.Signed("offset", lo: 80, width: 40, instruction.Offset, "bytes added to the address"));
}
