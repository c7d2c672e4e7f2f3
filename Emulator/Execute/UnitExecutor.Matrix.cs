using System;
using AccelEmu.Isa;
using AccelEmu.Kernels;
using AccelEmu.Numerics;

namespace AccelEmu.Emulator;

/// <summary>Matrix instructions: products into sums, and what becomes of the sums.</summary>
internal ref partial struct UnitExecutor
{
    /// <summary>What follows a product.</summary>
    private ref struct Ending
    {
        /// <summary>Output tile of a drain.</summary>
        public Operand Out;
        /// <summary>Arguments of a drain.</summary>
        public DrainArguments Drain;
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in MatMul instruction)
    {
        bool drains = instruction.Disposition == SumsDisposition.Drain;
        if (!Sums(instruction.Sums, drains, instruction.Accumulate, out Operand sums)
            || !Matrix("a", instruction.A, 1, out Operand a) || !Matrix("b", instruction.B, 1, out Operand b)
            || !TryEnding(drains, instruction.Accumulate, instruction.Out, instruction.Drain, sums, out Ending ending)
            || !BeginProduct(Multiply(sums.Shape.Elements, a.LastExtent)))
        {
            return;
        }
        if (!drains && !machine.IsObserved)
        {
            own.Products.Keep(machine, core, own.Tiles, word, instruction, sums, a, b, Multiply(sums.Shape.Elements, a.LastExtent));
        }
        if (drains && !instruction.Accumulate)
        {
            MatrixKernels.MatMulDrain(machine.Kernels, ending.Out.Tile, sums.Tile, a.Tile, b.Tile, ending.Drain);
            ZeroSums(sums);
            return;
        }
        MatrixKernels.MatMul(machine.Kernels, sums.Tile, a.Tile, b.Tile, instruction.Accumulate);
        Finish(drains, sums, ending);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in Conv instruction)
    {
        bool drains = instruction.Disposition == SumsDisposition.Drain;
        if (!TryGeometry(instruction.Geometry, out ConvGeometry geometry)
            || !Sums(instruction.Sums, drains, instruction.Accumulate, out Operand sums)
            || !Matrix("x", instruction.X, 1, out Operand x) || !Matrix("w", instruction.W, geometry.Groups, out Operand w)
            || !TryEnding(drains, instruction.Accumulate, instruction.Out, instruction.Drain, sums, out Ending ending)
            || !BeginProduct(Multiply(sums.Shape.Elements, PanelLayout.Depth(w.Shape))))
        {
            return;
        }
        if (drains && !instruction.Accumulate)
        {
            MatrixKernels.ConvDrain(machine.Kernels, ending.Out.Tile, sums.Tile, x.Tile, w.Tile, geometry, ending.Drain);
            ZeroSums(sums);
            return;
        }
        MatrixKernels.Conv(machine.Kernels, sums.Tile, x.Tile, w.Tile, geometry, instruction.Accumulate);
        Finish(drains, sums, ending);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DepthwiseConv instruction)
    {
        bool drains = instruction.Disposition == SumsDisposition.Drain;
        if (!TryGeometry(instruction.Geometry, out ConvGeometry geometry)
            || !Sums(instruction.Sums, drains, instruction.Accumulate, out Operand sums)
            || !Matrix("x", instruction.X, 1, out Operand x) || !Matrix("w", instruction.W, 1, out Operand w)
            || !TryEnding(drains, instruction.Accumulate, instruction.Out, instruction.Drain, sums, out Ending ending)
            || !BeginProduct(Multiply(sums.Shape.Elements, Multiply(w.Shape.Dims[0], w.Shape.Rank > 1 ? w.Shape.Dims[1] : 1))))
        {
            return;
        }
        if (drains && !instruction.Accumulate)
        {
            MatrixKernels.DepthwiseConvDrain(machine.Kernels, ending.Out.Tile, sums.Tile, x.Tile, w.Tile, geometry, instruction.Shared, ending.Drain);
            ZeroSums(sums);
            return;
        }
        MatrixKernels.DepthwiseConv(machine.Kernels, sums.Tile, x.Tile, w.Tile, geometry, instruction.Shared, instruction.Accumulate);
        Finish(drains, sums, ending);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in GroupedMatMul instruction)
    {
        bool drains = instruction.Disposition == SumsDisposition.Drain;
        if (!Sums(instruction.Sums, false, instruction.Accumulate, out Operand sums)
            || !Matrix("a", instruction.A, 1, out Operand a) || !Matrix("b", instruction.B, 1, out Operand b)
            || !Local("offsets", instruction.Offsets, false, out Operand offsetTile) || !TryIntegers(offsetTile, out ReadOnlySpan<int> offsets)
            || !TryExperts(instruction.Experts, offsets.Length - 1, b.Shape.Dims[0], out ReadOnlySpan<int> experts)
            || !CheckOffsets(offsets, a.Shape.Dims[0])
            || !TryEnding(drains, true, instruction.Out, instruction.Drain, sums, out Ending ending)
            || !BeginProduct(Multiply(sums.Shape.Elements, a.LastExtent)))
        {
            return;
        }
        for (int g = 0; g + 1 < offsets.Length; g++)
        {
            machine.Observe(ObservationKind.GroupRows, offsets[g + 1] - offsets[g]);
            machine.Observe(ObservationKind.GroupExpert, experts.IsEmpty ? g : experts[g]);
        }
        MatrixKernels.GroupedMatMul(machine.Kernels, sums.Tile, a.Tile, b.Tile, offsets, experts, instruction.Accumulate);
        Finish(drains, sums, ending);
    }

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in ConfigureArray instruction) => ready = true;

    /// <inheritdoc/>
    public void Visit(in InstructionHeader header, in DrainSums instruction)
    {
        if (Resolve("sums", instruction.Sums, Reach.Sums, true, false, 1, out Operand sums)
            && TryEnding(true, false, instruction.Out, instruction.Drain, sums, out Ending ending)
            && Begin(false, 0))
        {
            AlsoReads(sums, sums.ElementBytes);
            Finish(true, sums, ending);
        }
    }

    private readonly bool Sums(DescriptorId id, bool drains, bool accumulate, out Operand sums)
    {
        sums = default;
        if (!Resolve("sums", id, Reach.Sums, true, false, 1, out sums))
        {
            return false;
        }
        ref OperandAccess access = ref machine.Accesses[machine.Accesses.Count - 1];
        access.StaysZero = drains && !accumulate;
        access.Traffic = access.StaysZero ? 0 : access.Traffic;
        if (accumulate)
        {
            AlsoReads(sums, sums.ElementBytes);
        }
        return sums.Shape.Type is DType.I32 or DType.I64 or DType.F32
            || Fail(TrapKind.BadOperand, "sums.dtype", sums.Shape.Type.Name(), "i32, i64 or f32");
    }

    private readonly bool Matrix(string name, DescriptorId id, long groups, out Operand operand)
    {
        if (!Resolve(name, id, Reach.Local, false, true, groups, out operand))
        {
            return false;
        }
        if (operand.Shape.Type.BytesOf(operand.Shape.Elements) > int.MaxValue)
        {
            return Fail(TrapKind.BadOperand, name, operand.Shape.Elements, $"operands of at most {int.MaxValue} bytes, broadcast elements included");
        }
        return machine.Config.MatrixTypes.IsDefaultOrEmpty || machine.Config.MatrixTypes.Contains(operand.Shape.Type)
            || Fail(TrapKind.MissingFeature, $"{name}.dtype", operand.Shape.Type.Name(), $"a matrix type of machine {machine.Config.Name}");
    }

    private readonly bool TryGeometry(DescriptorId id, out ConvGeometry geometry) =>
        ConvDescriptor.TryRead(core.Descriptors[id.Index], out geometry, out DescriptorFault fault) || core.Raise(Mnemonic, "geometry", fault);

    /// <summary>Resolves output and drain; <paramref name="late"/>: the drain comes after sums were written, so it is checked now.</summary>
    private readonly bool TryEnding(bool drains, bool late, DescriptorId? output, DescriptorId? drain, scoped in Operand sums, out Ending ending)
    {
        ending = default;
        if (!drains)
        {
            return true;
        }
        if (output is not { } outId || drain is not { } drainId)
        {
            return Fail(TrapKind.BadOperand, output is null ? "out" : "drain", "absent", "present when the disposition is drain");
        }
        if (!Local("out", outId, true, out ending.Out) || !TryDrain(drainId, sums, ending.Out, out ending.Drain))
        {
            return false;
        }
        if (late)
        {
            Reference.ValidateDrain(ending.Out.Tile, sums.Tile, ending.Drain);
        }
        return true;
    }

    private bool BeginProduct(long macs)
    {
        if (!Begin(false, macs))
        {
            return false;
        }
        machine.Counters.Macs += macs;
        core.Counters[(int)EventCounter.MultiplyAccumulates] += macs;
        return true;
    }

    private readonly void Finish(bool drains, in Operand sums, in Ending ending)
    {
        if (drains)
        {
            MatrixKernels.Drain(machine.Kernels, ending.Out.Tile, sums.Tile, ending.Drain);
            ZeroSums(sums);
        }
    }

    /// <summary>A drain leaves zeros; ranges that already are zero are not written.</summary>
    private static void ZeroSums(in Operand sums)
    {
        if (sums.Memory.IsUntouched(sums.Bytes.Address, sums.Bytes.Span))
        {
            return;
        }
        long rows = sums.Bytes.Rows;
        for (long row = 0; row < rows; row++)
        {
            sums.Memory.Zero(sums.Bytes.RowAddress(row), (int)sums.Bytes.Run);
        }
    }

    private readonly bool TryExperts(DescriptorId? id, int groups, long count, out ReadOnlySpan<int> experts)
    {
        experts = default;
        if (id is not { } descriptor)
        {
            return true;
        }
        if (!Local("experts", descriptor, false, out Operand tile) || !TryIntegers(tile, out experts))
        {
            return false;
        }
        if (experts.Length != groups)
        {
            return Fail(TrapKind.BadOperand, "experts", experts.Length, $"{groups} expert numbers, one a group");
        }
        for (int g = 0; g < experts.Length; g++)
        {
            if ((uint)experts[g] >= (ulong)count)
            {
                return Fail(TrapKind.BadIndex, $"experts[{g}]", experts[g], $"0..{count - 1}");
            }
        }
        return true;
    }

    private readonly bool CheckOffsets(ReadOnlySpan<int> offsets, long rows)
    {
        long before = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            bool first = i == 0;
            bool last = i == offsets.Length - 1;
            long min = last ? rows : before;
            long max = first ? 0 : rows;
            if (offsets[i] < min || offsets[i] > max)
            {
                return Fail(TrapKind.BadIndex, $"offsets[{i}]", offsets[i], $"{min}..{max}: from 0 to the rows of a, never decreasing");
            }
            before = offsets[i];
        }
        return true;
    }
}
