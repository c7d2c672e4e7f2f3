using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>Scalar registers of one core: run-time extents stay in the lower ones, row counts of tiles rotate through the upper ones.</summary>
internal sealed class RegisterFile(Action<MachineWord> emit)
{
    private const int FirstSymbol = 3, FirstRows = 16;
    private static readonly RegisterId Address = new(0), Low = new(1), High = new(2);

    /// <summary>Holds an operand for the next instruction only.</summary>
    public static RegisterId Constant => Address;

    private readonly Dictionary<string, RegisterId> symbols = [];
    private readonly Dictionary<(string Symbol, long Start, long Rows), RunTimeExtent> rows = [];
    private readonly (string Symbol, long Start, long Rows)?[] holders = new (string, long, long)?[RegisterId.Count];
    private int next = FirstRows;
    private int version;

    /// <summary>Gives a symbol its register; <paramref name="load"/> fills (target, scratch).</summary>
    public void Define(string symbol, Action<RegisterId, RegisterId> load)
    {
        if (symbols.Count == FirstRows - FirstSymbol)
        {
            throw new CompileException("compile.symbols", symbol, $"is run-time extent number {symbols.Count + 1}; a program has at most {FirstRows - FirstSymbol}");
        }
        RegisterId register = new((byte)(FirstSymbol + symbols.Count));
        symbols.Add(symbol, register);
        load(register, Address);
    }

    /// <summary>min(max(symbol − start, 0), rows) in a register.</summary>
    public RunTimeExtent Rows(string symbol, long start, long count)
    {
        if (rows.TryGetValue((symbol, start, count), out RunTimeExtent known))
        {
            return known;
        }
        RegisterId register = new((byte)next);
        if (holders[next] is { } old)
        {
            rows.Remove(old);
        }
        emit(InstructionSet.Encode(new AluImmediate(AluOperation.Sub, Low, symbols[symbol], start)));
        emit(InstructionSet.Encode(new AluImmediate(AluOperation.Max, High, Low, 0)));
        emit(InstructionSet.Encode(new AluImmediate(AluOperation.Min, register, High, count)));
        RunTimeExtent extent = new(register, ++version);
        holders[next] = (symbol, start, count);
        rows[(symbol, start, count)] = extent;
        next = next + 1 == RegisterId.Count ? FirstRows : next + 1;
        return extent;
    }
}
