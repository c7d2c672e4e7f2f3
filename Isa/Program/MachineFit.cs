using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Whether a machine has what a program needs; refuses by name.</summary>
/// <remarks>Feature names: <c>format:bitmask</c> (a sparse format in hardware), <c>dtype:i4</c> (an element type of the matrix arrays), <c>reshape</c> (arrays that change their shape).</remarks>
internal static class MachineFit
{
    public static void Check(MachineProgram program, MachineConfig machine)
    {
        string place = $"machine {machine.Name}";
        ProgramValidator.Require(program.Code.Length <= machine.Cores, "machine.cores", place, "cores", $"{program.Code.Length} needed", $"at most {machine.Cores}");
        Capacity(place, "dram", program.DramBytes, machine.Dram);
        Capacity(place, "scratchpad", program.ScratchpadBytes, machine.Scratchpad);
        Capacity(place, "accumulator", program.AccumulatorBytes, machine.Accumulator);
        foreach (string feature in program.Features)
        {
            ProgramValidator.Require(Has(machine, feature), "machine.feature", place, "feature", feature, "a feature this machine has; choose another machine or compile without it");
        }
        for (int core = 0; core < program.Code.Length; core++)
        {
            for (int pc = 0; pc < program.Code[core].Length; pc++)
            {
                CheckUnit(program, machine, core, pc);
            }
        }
    }

    private static void Capacity(string place, string memory, long needed, MemoryConfig available) =>
        ProgramValidator.Require(needed <= available.Bytes, "machine.memory", place, memory, $"{needed} bytes needed", $"at most {available.Bytes}");

    private static void CheckUnit(MachineProgram program, MachineConfig machine, int core, int pc)
    {
        MachineWord word = program.Code[core][pc];
        InstructionHeader header = InstructionHeader.Decode(word);
        UnitId unit = ControlInterpreter.UnitOf(header, word);
        int instances = unit.Kind == UnitKind.Matrix ? machine.Arrays.Length : 1;
        if (unit.Instance >= instances)
        {
            throw IsaException.At("machine.instance", Place(program, machine, core, pc), "instance", $"{unit}", $"0..{instances - 1}", core, pc);
        }
        if (header.Opcode == Opcode.ConfigureArray)
        {
            ConfigureArray shape = InstructionSet.Decode<ConfigureArray>(word);
            ArrayConfig array = machine.Arrays[unit.Instance];
            bool fits = array.Reshapeable
                ? (long)shape.Rows * shape.Columns == (long)array.Rows * array.Columns
                : shape.Rows == array.Rows && shape.Columns == array.Columns;
            if (!fits)
            {
                string legal = array.Reshapeable ? $"rows × columns = {(long)array.Rows * array.Columns}" : $"{array.Rows}×{array.Columns}: the array is not reshapeable";
                throw IsaException.At("machine.array", Place(program, machine, core, pc), "rows × columns", $"{shape.Rows}×{shape.Columns}", legal, core, pc);
            }
        }
    }

    private static string Place(MachineProgram program, MachineConfig machine, int core, int pc) =>
        $"machine {machine.Name}, core {core} pc {pc} ({InstructionSet.Find(InstructionHeader.Decode(program.Code[core][pc]).Opcode)!.Mnemonic})";

    private static bool Has(MachineConfig machine, string feature)
    {
        int colon = feature.IndexOf(':');
        string name = colon < 0 ? feature : feature[..colon];
        string value = colon < 0 ? "" : feature[(colon + 1)..];
        return name switch
        {
            "format" => SnakeCase.TryParse(value, out SparseFormat format) && machine.Formats.Contains(format),
            "dtype" => SnakeCase.TryParse(value, out DType type) && (machine.MatrixTypes.IsEmpty || machine.MatrixTypes.Contains(type)),
            "reshape" => Reshapes(machine),
            _ => false,
        };
    }

    private static bool Reshapes(MachineConfig machine)
    {
        foreach (ArrayConfig array in machine.Arrays)
        {
            if (array.Reshapeable)
            {
                return true;
            }
        }
        return false;
    }
}
