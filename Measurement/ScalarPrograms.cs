using System;
using System.Collections.Generic;
using System.Linq;
using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>Programs of scalar instructions only, seeded: what the control path is measured with.</summary>
internal static class ScalarPrograms
{
    /// <summary>Registers from here on hold addresses and counts that random instructions leave alone.</summary>
    private const int FirstReserved = 29;

    /// <summary>Bytes of DRAM and of scratchpad that loads and stores reach; constants fill them with noise.</summary>
    private const int Area = 4096;

    private static readonly DType[] Types = [DType.I8, DType.U8, DType.I16, DType.U16, DType.I32, DType.U32, DType.I64];

    /// <summary>A hardware loop around 18 instructions: arithmetic with a compare and branch every eight.</summary>
    /// <param name="trips">Passes of the loop.</param>
    public static MachineProgram TightLoop(uint trips)
    {
        Random random = new(9);
        List<MachineWord> body = [];
        for (int i = 0; i < 18; i++)
        {
            body.Add((i % 8) switch
            {
                3 => InstructionSet.Encode(new LoadImmediate(Any(random), random.Next())),
                5 => Branch(random, i + 1),
                _ => Arithmetic(random, divisions: false),
            });
        }
        return Program(random, body, trips);
    }

    /// <summary>
    /// A hardware loop around a straight run of random instructions: 40 % arithmetic of every kind, 25 % loads, 10 % stores, 25 % branches that skip up to
    /// six instructions when the values of the moment say so.
    /// </summary>
    /// <param name="length">Instructions of the body.</param>
    /// <param name="trips">Passes of the loop.</param>
    public static MachineProgram Mixed(int length, uint trips)
    {
        Random random = new(4000);
        List<MachineWord> body = [];
        for (int i = 0; i < length; i++)
        {
            int share = random.Next(100);
            body.Add(share < 40 ? Arithmetic(random, divisions: true)
                : share < 65 ? InstructionSet.Encode(new ScalarLoad(Any(random), SpaceOf(random), Register(31), TypeOf(random), Offset(random)))
                : share < 75 ? InstructionSet.Encode(new ScalarStore(Any(random), SpaceOf(random), Register(31), TypeOf(random), Offset(random)))
                : Branch(random, Math.Min(length, i + 1 + random.Next(1, 7))));
        }
        return Program(random, body, trips);
    }

    private static MachineProgram Program(Random random, List<MachineWord> body, uint trips)
    {
        List<MachineWord> code = [InstructionSet.Encode(new LoadImmediate(Register(31), 0))];
        for (int r = 0; r < FirstReserved; r++)
        {
            code.Add(InstructionSet.Encode(new LoadImmediate(Register(r), random.Next() - (1 << 30))));
        }
        int start = code.Count + 1;
        code.Add(InstructionSet.Encode(new Loop(null, trips, new CodeAddress(start + body.Count))));
        code.AddRange(body.Select(word => Shifted(word, start)));
        code.Add(InstructionSet.Encode(new Halt()));
        byte[] noise = new byte[Area];
        random.NextBytes(noise);
        return new MachineProgram
        {
            Name = "scalars",
            Code = [[.. code]],
            Entries = [0],
            Constants = [new ConstantSegment(0, [.. noise])],
            DramBytes = Area,
            ScratchpadBytes = Area,
        };
    }

    /// <summary>Bodies name targets from their own start; here they learn where that is.</summary>
    private static MachineWord Shifted(MachineWord word, int start) => InstructionHeader.Decode(word).Opcode == Opcode.Branch
        && InstructionSet.Decode<Branch>(word) is var branch
        ? InstructionSet.Encode(branch with { Target = new CodeAddress(branch.Target.Index + start) })
        : word;

    private static MachineWord Branch(Random random, int target) =>
        InstructionSet.Encode(new Branch((Comparison)random.Next(6), Any(random), Any(random), new CodeAddress(target)));

    private static MachineWord Arithmetic(Random random, bool divisions)
    {
        AluOperation operation;
        do
        {
            operation = (AluOperation)random.Next((int)AluOperation.Max + 1);
        }
        while (!divisions && operation is AluOperation.Div or AluOperation.Rem);
        return random.Next(2) == 0
            ? InstructionSet.Encode(new Alu(operation, Any(random), Any(random), Any(random)))
            : InstructionSet.Encode(new AluImmediate(operation, Any(random), Any(random), random.Next(1, 64)));
    }

    private static RegisterId Any(Random random) => Register(random.Next(FirstReserved));

    private static RegisterId Register(int index) => new((byte)index);

    private static Space SpaceOf(Random random) => random.Next(2) == 0 ? Space.Dram : Space.Scratchpad;

    private static DType TypeOf(Random random) => Types[random.Next(Types.Length)];

    private static long Offset(Random random) => 8 * random.Next(Area / 8);
}
