using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using AccelEmu.Numerics;

namespace AccelEmu.Isa;

/// <summary>Checks everything of a program but its instructions' bodies, which are <see cref="WordValidator"/>'s.</summary>
internal static class ProgramValidator
{
    /// <summary>Most instances of a kind of unit that an encoding can name.</summary>
    private const int UnitInstances = 8;

    public static void Validate(MachineProgram program)
    {
        ValidateStructure(program);
        for (int core = 0; core < program.Code.Length; core++)
        {
            WordValidator.Validate(program, core);
        }
    }

    /// <summary>Everything but the words themselves.</summary>
    public static void ValidateStructure(MachineProgram program)
    {
        Require(!program.Code.IsDefaultOrEmpty, "isa.core", "program", "cores", "0", "1 or more");
        RequireLength(program.Entries, program.Code.Length, "entries");
        CheckMemory("dram_bytes", program.DramBytes);
        CheckMemory("scratchpad_bytes", program.ScratchpadBytes);
        CheckMemory("accumulator_bytes", program.AccumulatorBytes);
        CheckTemplates(program);
        CheckSemaphores(program);
        CheckData(program);
        for (int core = 0; core < program.Code.Length; core++)
        {
            ImmutableArray<MachineWord> code = program.Code[core];
            Require(!code.IsDefaultOrEmpty && code.Length <= CodeAddress.Max, "isa.code", $"core {core}", "words", $"{(code.IsDefault ? 0 : code.Length)}", $"1..{CodeAddress.Max}");
        }
        CheckNames(program);
    }

    /// <summary>Throws unless <paramref name="condition"/>.</summary>
    internal static void Require(bool condition, string code, string place, string field, string value, string legal)
    {
        if (!condition)
        {
            throw IsaException.At(code, place, field, value, legal);
        }
    }

    private static void RequireLength<T>(ImmutableArray<T> array, int length, string field) =>
        Require(!array.IsDefault && array.Length == length, "isa.length", "program", field, $"{(array.IsDefault ? 0 : array.Length)}", $"{length}, one for each core");

    private static void CheckMemory(string field, long bytes) =>
        Require(bytes is >= 0 and <= TileDescriptor.Limit, "isa.range", "program", field, $"{bytes}", $"0..{TileDescriptor.Limit}");

    private static void CheckTemplates(MachineProgram program)
    {
        const int Most = 1 << 16;
        Require(program.Templates.Length <= Most, "isa.range", "program", "templates", $"{program.Templates.Length}", $"0..{Most}");
        for (int i = 0; i < program.Templates.Length; i++)
        {
            DescriptorKind kind = program.Templates[i].Kind;
            Require(kind is >= DescriptorKind.Tile and <= DescriptorKind.Drain, "isa.enum", $"template {i}", "kind", $"{(long)kind}", "tile, conv, drain");
        }
    }

    private static void CheckSemaphores(MachineProgram program)
    {
        HashSet<(int Core, byte Id)> taken = [];
        foreach (SemaphoreDeclaration semaphore in program.Semaphores)
        {
            string place = $"semaphore {semaphore.Id} {semaphore.Name}";
            Require(!semaphore.Id.IsNone, "isa.semaphore", place, "id", "0", "1..255");
            Require(semaphore.Initial >= 0, "isa.semaphore", place, "initial", $"{semaphore.Initial}", $"0..{int.MaxValue}");
            CheckSide(program, place, "producer", semaphore.ProducerCore, semaphore.Producer);
            CheckSide(program, place, "consumer", semaphore.ConsumerCore, semaphore.Consumer);
            bool fresh = taken.Add((semaphore.ProducerCore, semaphore.Id.Index));
            fresh &= semaphore.ConsumerCore == semaphore.ProducerCore || taken.Add((semaphore.ConsumerCore, semaphore.Id.Index));
            Require(fresh, "isa.semaphore", place, "id", $"{semaphore.Id.Index}", "a number no other semaphore of its cores has");
        }
    }

    private static void CheckSide(MachineProgram program, string place, string side, int core, UnitId unit)
    {
        Require((uint)core < (uint)program.Code.Length, "isa.semaphore", place, $"{side} core", $"{core}", $"0..{program.Code.Length - 1}");
        bool many = unit.Kind is UnitKind.Matrix or UnitKind.Vector;
        Require(unit.Kind <= UnitKind.Vector && unit.Instance < (many ? UnitInstances : 1), "isa.semaphore", place, side, $"{unit}", "ctl, ldq, stq, mx0..mx7, vx0..vx7");
    }

    private static void CheckData(MachineProgram program)
    {
        for (int i = 0; i < program.Constants.Length; i++)
        {
            ConstantSegment segment = program.Constants[i];
            Require(!segment.Data.IsDefault && segment.Address >= 0 && segment.Address <= program.DramBytes - segment.Data.Length, "isa.range", $"constant {i}", "address", $"{segment.Address}", $"0..dram_bytes − length ({program.DramBytes})");
        }
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (TensorBinding binding in program.Bindings)
        {
            string place = $"binding {binding.Name}";
            Require(names.Add(binding.Name), "isa.binding", place, "name", binding.Name, "a name no other binding has");
            Require(SnakeCase.IsDefined(binding.Type), "isa.enum", place, "type", $"{(byte)binding.Type}", string.Join(", ", SnakeCase.All<DType>()));
            Int128 elements = 1;
            foreach (long extent in binding.Shape)
            {
                Require(extent is >= 0 and <= TileDescriptor.Limit, "isa.range", place, "shape", $"{extent}", $"0..{TileDescriptor.Limit}");
                elements = Int128.Min(elements * extent, TileDescriptor.Limit * (Int128)8);
            }
            Int128 bytes = ((elements * binding.Type.Bits()) + 7) / 8;
            Require(binding.Address >= 0 && binding.Address + bytes <= program.DramBytes, "isa.range", place, "address", $"{binding.Address}", $"0..dram_bytes − {bytes} ({program.DramBytes})");
            Require(!binding.Scale.IsDefault && !binding.ZeroPoint.IsDefault && binding.Axis >= -1 && binding.Axis < binding.Shape.Length, "isa.range", place, "axis", $"{binding.Axis}", $"-1..{binding.Shape.Length - 1}");
        }
    }

    private static void CheckNames(MachineProgram program)
    {
        foreach (ProgramSymbol symbol in program.Symbols)
        {
            Require((uint)symbol.Core < (uint)program.Code.Length, "isa.symbol", $"symbol {symbol.Name}", "core", $"{symbol.Core}", $"0..{program.Code.Length - 1}");
            Require(symbol.Position >= 0 && symbol.Position <= program.Code[symbol.Core].Length, "isa.symbol", $"symbol {symbol.Name}", "position", $"{symbol.Position}", $"0..{program.Code[symbol.Core].Length}");
        }
        if (program.SourceMap.IsEmpty)
        {
            return;
        }
        RequireLength(program.SourceMap, program.Code.Length, "source_map");
        for (int core = 0; core < program.Code.Length; core++)
        {
            ImmutableArray<int> map = program.SourceMap[core];
            Require(!map.IsDefault && (map.IsEmpty || map.Length == program.Code[core].Length), "isa.length", $"source map of core {core}", "length", $"{(map.IsDefault ? 0 : map.Length)}", $"0 or {program.Code[core].Length}");
            foreach (int node in map)
            {
                if (node < -1 || node >= program.Nodes.Length)
                {
                    throw IsaException.At("isa.range", $"source map of core {core}", "node", $"{node}", $"-1..{program.Nodes.Length - 1}");
                }
            }
        }
    }
}
