using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>memory[address + offset] = low bits of src.</summary>
/// <param name="Src">Stored.</param>
/// <param name="Space">Memory space.</param>
/// <param name="Address">Byte address.</param>
/// <param name="Type">Element type: i8 (default) … i64, f32.</param>
/// <param name="Offset">Bytes added to the address.</param>
public readonly record struct ScalarStore(RegisterId Src, Space Space, RegisterId Address, DType Type, long Offset) : IInstruction<ScalarStore>
{
    /// <inheritdoc/>
    public static Opcode Opcode => Opcode.ScalarStore;
    /// <inheritdoc/>
    public static string Mnemonic => "st";
    /// <inheritdoc/>
    public static InstructionClass Class => InstructionClass.Control;
    /// <inheritdoc/>
    public static string Summary => "memory[address + offset] = low bits of src";

    /// <inheritdoc/>
    public static ScalarStore Map<TCodec>(ref TCodec codec, ScalarStore instruction) where TCodec : struct, IFieldCodec, allows ref struct => new(
        Src: codec.Register("src", lo: 48, instruction.Src, "stored"),
        Space: codec.Enumeration("space", lo: 53, width: 2, instruction.Space, "memory space"),
        Address: codec.Register("address", lo: 55, instruction.Address, "byte address"),
        Type: codec.Choice("type", lo: 60, width: 5, instruction.Type, "element type: i8 (default) … i64, f32"),
        Offset: codec.Signed("offset", lo: 80, width: 40, instruction.Offset, "bytes added to the address"));
}
