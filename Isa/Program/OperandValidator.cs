using System.Collections.Immutable;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Checks operands that are defined one by one but may not go together, or that refer to the program around them.</summary>
internal readonly struct OperandValidator(MachineProgram program, LoopNesting nesting, int core, int pc)
{
    public void Check(MachineWord word)
    {
        switch (InstructionHeader.Decode(word).Opcode)
        {
            case Opcode.ScalarLoad:
                ScalarType(InstructionSet.Decode<ScalarLoad>(word).Type);
                break;
            case Opcode.ScalarStore:
                ScalarType(InstructionSet.Decode<ScalarStore>(word).Type);
                break;
            case Opcode.Jump:
                JumpTarget(InstructionSet.Decode<Jump>(word).Target);
                break;
            case Opcode.Branch:
                JumpTarget(InstructionSet.Decode<Branch>(word).Target);
                break;
            case Opcode.Loop:
                Loop loop = InstructionSet.Decode<Loop>(word);
                Require(loop.Register is null || loop.Count == 0, "count", loop.Count, "0 when a register gives the trip count");
                break;
            case Opcode.Call:
                Outside("target", InstructionSet.Decode<Call>(word).Target.Index);
                break;
            case Opcode.Dispatch:
                Table(InstructionSet.Decode<Dispatch>(word).Table);
                break;
            case Opcode.SetPredicate:
                Written(InstructionSet.Decode<SetPredicate>(word).Dst);
                break;
            case Opcode.CombinePredicates:
                Written(InstructionSet.Decode<CombinePredicates>(word).Dst);
                break;
            case Opcode.Philox:
                Pair("dst", InstructionSet.Decode<Philox>(word).Dst);
                Pair("counter", InstructionSet.Decode<Philox>(word).Counter);
                break;
            case Opcode.RandomFill:
                Pair("counter", InstructionSet.Decode<RandomFill>(word).Counter);
                break;
            case Opcode.DescriptorLoad:
                uint template = InstructionSet.Decode<DescriptorLoad>(word).Template;
                Below("template", template, program.Templates.Length);
                break;
            case Opcode.DescriptorSlice:
                Below("dimension", InstructionSet.Decode<DescriptorSlice>(word).Dimension, 5);
                break;
            case Opcode.DescriptorTranspose:
                DescriptorTranspose axes = InstructionSet.Decode<DescriptorTranspose>(word);
                Below("axis0", axes.Axis0, 5);
                Below("axis1", axes.Axis1, 5);
                Below("axis2", axes.Axis2, 5);
                Below("axis3", axes.Axis3, 5);
                Below("axis4", axes.Axis4, 5);
                break;
            case Opcode.Fill:
                Fill fill = InstructionSet.Decode<Fill>(word);
                Require(fill.Register is null || fill.Value == 0, "value", fill.Value, "0 when a register gives the value");
                break;
            case Opcode.MatMul:
                MatMul matmul = InstructionSet.Decode<MatMul>(word);
                Drained(matmul.Disposition, matmul.Out, matmul.Drain);
                break;
            case Opcode.Conv:
                Conv conv = InstructionSet.Decode<Conv>(word);
                Drained(conv.Disposition, conv.Out, conv.Drain);
                break;
            case Opcode.DepthwiseConv:
                DepthwiseConv depthwise = InstructionSet.Decode<DepthwiseConv>(word);
                Drained(depthwise.Disposition, depthwise.Out, depthwise.Drain);
                break;
            case Opcode.GroupedMatMul:
                GroupedMatMul grouped = InstructionSet.Decode<GroupedMatMul>(word);
                Drained(grouped.Disposition, grouped.Out, grouped.Drain);
                break;
            case Opcode.ConfigureArray:
                ConfigureArray array = InstructionSet.Decode<ConfigureArray>(word);
                Require(array.Rows > 0, "rows", array.Rows, "1..65535");
                Require(array.Columns > 0, "columns", array.Columns, "1..65535");
                break;
            case Opcode.Reduce:
                uint reduced = InstructionSet.Decode<Reduce>(word).Axes;
                Require(reduced is >= 1 and <= 5, "axes", reduced, "1..5");
                break;
        }
    }

    private void Require(bool condition, string field, long value, string legal)
    {
        if (!condition)
        {
            throw Fault("isa.operand", field, $"{value}", legal);
        }
    }

    private IsaException Fault(string code, string field, string value, string legal)
    {
        InstructionHeader header = InstructionHeader.Decode(program.Code[core][pc]);
        return IsaException.At(code, $"core {core} pc {pc} ({InstructionSet.Find(header.Opcode)!.Mnemonic})", field, value, legal, core, pc);
    }

    private void Below(string field, uint value, int bound) => Require(value < bound, field, value, bound == 0 ? "none: the program has none" : $"0..{bound - 1}");

    private void Pair(string field, RegisterId register) =>
        Require(register.Index < RegisterId.Count - 1, field, register.Index, $"r0..r{RegisterId.Count - 2}: two registers are used");

    private void Written(PredicateId predicate) => Require(predicate.Index != 0, "dst", 0, "p1..p15: p0 is always true");

    private void ScalarType(DType type)
    {
        if (type > DType.F32)
        {
            throw Fault("isa.operand", "type", type.Name(), "i8, u8, i16, u16, i32, u32, i64, f32");
        }
    }

    private void JumpTarget(CodeAddress target)
    {
        if (!nesting.MayJump(pc, target.Index))
        {
            throw Fault("isa.target", "target", $"{target}", nesting.Describe(pc));
        }
    }

    private void Outside(string field, int position)
    {
        if (!nesting.IsOutside(position))
        {
            throw Fault("isa.target", field, $"{position}", $"0..{program.Code[core].Length - 1}, outside loop bodies");
        }
    }

    private void Table(uint index)
    {
        Below("table", index, program.KernelTables.Length);
        ImmutableArray<int> table = program.KernelTables[(int)index];
        Require(!table.IsDefaultOrEmpty, "table", index, "a kernel table with entries");
        for (int i = 0; i < table.Length; i++)
        {
            Outside($"table {index} entry {i}", table[i]);
        }
    }

    private void Drained(SumsDisposition disposition, DescriptorId? output, DescriptorId? drain)
    {
        bool drains = disposition == SumsDisposition.Drain;
        Require(output.HasValue == drains, "out", output?.Index ?? -1, drains ? "an output tile: the sums are drained" : "absent: the sums are kept");
        Require(drain.HasValue == drains, "drain", drain?.Index ?? -1, drains ? "a drain descriptor: the sums are drained" : "absent: the sums are kept");
    }
}
