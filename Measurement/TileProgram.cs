using System;
using System.Collections.Generic;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Measurement;

/// <summary>
/// 16×16×16 int8 products, one after the other over 64 tiles of activations: as a program that moves two descriptors between products, and as the same
/// kernel called in a loop.
/// </summary>
internal sealed class TileProgram
{
    private const int Tiles = 64;
    private const int Side = 16;
    private const int Inputs = Side * Side;
    private const int Sums = Side * Side * sizeof(int);

    private static readonly TileShape InputShape = TileShape.Dense(DType.I8, Side, Side);
    private static readonly TileShape WeightShape = TileShape.Panels(DType.I8, true, Side, Side);
    private static readonly TileShape SumsShape = TileShape.Dense(DType.I32, Side, Side);

    private readonly int passes;
    private readonly byte[] inputs = new byte[Tiles * Inputs];
    private readonly byte[] weights = new byte[(int)WeightShape.SpanBytes()];
    private readonly byte[] sums = new byte[Tiles * Sums];

    /// <summary>Noise to multiply.</summary>
    /// <param name="passes">How often all tiles are done.</param>
    public TileProgram(int passes)
    {
        this.passes = passes;
        Random random = new(16);
        random.NextBytes(inputs);
        byte[] matrix = new byte[Side * Side];
        random.NextBytes(matrix);
        weights = PanelPacking.Pack(DType.I8, matrix, sums: true, 1, [Side, Side]);
    }

    /// <summary>Products of one run.</summary>
    public long Products => (long)passes * Tiles;

    /// <summary>Multiply-accumulates of one product.</summary>
    public const long Macs = Side * Side * Side;

    /// <summary>The program; its operands are put in the scratchpad by <see cref="Place"/>.</summary>
    public MachineProgram Program()
    {
        List<MachineWord> code =
        [
            InstructionSet.Encode(new DescriptorLoad(new DescriptorId(2), 2)),
            InstructionSet.Encode(new Loop(null, (uint)passes, new CodeAddress(8))),
            InstructionSet.Encode(new DescriptorLoad(new DescriptorId(0), 0)),
            InstructionSet.Encode(new DescriptorLoad(new DescriptorId(1), 1)),
            InstructionSet.Encode(new Loop(null, Tiles, new CodeAddress(8))),
            InstructionSet.Encode(new MatMul(new DescriptorId(0), new DescriptorId(1), new DescriptorId(2))),
            InstructionSet.Encode(new DescriptorAdd(new DescriptorId(0), DescriptorField.TileOffset, Sums)),
            InstructionSet.Encode(new DescriptorAdd(new DescriptorId(1), DescriptorField.TileOffset, Inputs)),
            InstructionSet.Encode(new Halt()),
        ];
        return new MachineProgram
        {
            Name = "tiles",
            Code = [[.. code]],
            Entries = [0],
            Templates =
            [
                TileDescriptor.Create(Space.Accumulator, 0, sums.Length, 0, SumsShape),
                TileDescriptor.Create(Space.Scratchpad, 0, inputs.Length, 0, InputShape),
                TileDescriptor.Create(Space.Scratchpad, inputs.Length, weights.Length, 0, WeightShape),
            ],
            ScratchpadBytes = inputs.Length + weights.Length,
            AccumulatorBytes = sums.Length,
        };
    }

    /// <summary>Puts the operands where the program reads them.</summary>
    public void Place(Emulator.Machine machine)
    {
        machine.Scratchpad(0).Write(0, inputs);
        machine.Scratchpad(0).Write(inputs.Length, weights);
    }

    /// <summary>The kernel in a loop, on memory of its own.</summary>
    public void CallDirectly(in KernelOptions options)
    {
        for (int pass = 0; pass < passes; pass++)
        {
            for (int tile = 0; tile < Tiles; tile++)
            {
                MatrixKernels.MatMul(options, new Tile(sums.AsSpan(tile * Sums, Sums), SumsShape), new Tile(inputs.AsSpan(tile * Inputs, Inputs), InputShape), new Tile(weights, WeightShape), accumulate: false);
            }
        }
    }

    /// <summary>Throws unless the machine's sums are those of <see cref="CallDirectly"/>.</summary>
    public void Compare(Emulator.Machine machine)
    {
        byte[] emulated = new byte[sums.Length];
        machine.Accumulator(0).Read(0, emulated);
        if (!emulated.AsSpan().SequenceEqual(sums))
        {
            throw new InvalidOperationException("the tile program and the tile kernel disagree");
        }
    }
}
