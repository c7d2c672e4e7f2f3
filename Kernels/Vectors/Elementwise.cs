using AccelEmu.Numerics;

namespace AccelEmu.Kernels;

/// <summary>Matches elementwise instructions to operators of 32-bit lanes. What lanes do not express exactly is left to the reference.</summary>
internal static class Elementwise
{
    /// <summary>A function of two operands of one type.</summary>
    public static bool TryBinary(in KernelOptions options, BinaryOperation operation, Tile destination, Tile a, Tile b)
    {
        DType type = destination.Shape.Type;
        if (a.Shape.Type != type || b.Shape.Type != type)
        {
            return false;
        }
        if (ByteRows.TryBinary(options, operation, destination, a, b))
        {
            return true;
        }
        bool word = type == DType.I32;
        return (operation, type.IsFloat()) switch
        {
            (BinaryOperation.Add, false) => Two<AddOperator>(options, destination, a, b),
            (BinaryOperation.Sub, false) => Two<SubtractOperator>(options, destination, a, b),
            (BinaryOperation.Mul, false) => Two<MultiplyOperator>(options, destination, a, b),
            (BinaryOperation.Max, false) => Two<MaxOperator>(options, destination, a, b),
            (BinaryOperation.Min, false) => Two<MinOperator>(options, destination, a, b),
            (BinaryOperation.And, false) => Two<AndOperator>(options, destination, a, b),
            (BinaryOperation.Or, false) => Two<OrOperator>(options, destination, a, b),
            (BinaryOperation.Xor, false) => Two<XorOperator>(options, destination, a, b),
            (BinaryOperation.Shl, false) => TryShift<ShiftLeftOperator>(options, destination, a, b),
            (BinaryOperation.Shr, false) => TryShift<ShiftRightOperator>(options, destination, a, b),
            (BinaryOperation.AddSat, false) => !word && Two<AddSaturatingOperator>(options, destination, a, b),
            (BinaryOperation.SubSat, false) => !word && Two<SubtractSaturatingOperator>(options, destination, a, b),
            (BinaryOperation.MulHighSat, false) => word && Two<MultiplyHighOperator>(options, destination, a, b),
            (BinaryOperation.ShrRound, false) => word && TryShift<ShiftRoundingOperator>(options, destination, a, b),
            (BinaryOperation.Add, true) => Two<AddRealOperator>(options, destination, a, b),
            (BinaryOperation.Sub, true) => Two<SubtractRealOperator>(options, destination, a, b),
            (BinaryOperation.Mul, true) => Two<MultiplyRealOperator>(options, destination, a, b),
            (BinaryOperation.Div, true) => Two<DivideRealOperator>(options, destination, a, b),
            (BinaryOperation.Max, true) => Two<MaxRealOperator>(options, destination, a, b),
            (BinaryOperation.Min, true) => Two<MinRealOperator>(options, destination, a, b),
            _ => false,
        };
    }

    /// <summary>A function of one operand of the destination's type.</summary>
    public static bool TryUnary(in KernelOptions options, UnaryOperation operation, Tile destination, Tile source)
    {
        if (source.Shape.Type != destination.Shape.Type)
        {
            return false;
        }
        return (operation, destination.Shape.Type.IsFloat()) switch
        {
            (UnaryOperation.Copy, _) => One<CopyOperator>(options, destination, source),
            (UnaryOperation.Neg, false) => One<NegateOperator>(options, destination, source),
            (UnaryOperation.Abs, false) => One<AbsoluteOperator>(options, destination, source),
            (UnaryOperation.Relu, false) => One<ReluOperator>(options, destination, source),
            (UnaryOperation.Not, false) => One<NotOperator>(options, destination, source),
            (UnaryOperation.Sign, false) => One<SignOperator>(options, destination, source),
            (UnaryOperation.Neg, true) => One<NegateRealOperator>(options, destination, source),
            (UnaryOperation.Abs, true) => One<AbsoluteRealOperator>(options, destination, source),
            (UnaryOperation.Relu, true) => One<ReluRealOperator>(options, destination, source),
            (UnaryOperation.Sign, true) => One<SignRealOperator>(options, destination, source),
            (UnaryOperation.Sqrt, true) => One<SquareRootOperator>(options, destination, source),
            (UnaryOperation.Rsqrt, true) => One<InverseRootOperator>(options, destination, source),
            (UnaryOperation.Reciprocal, true) => One<ReciprocalOperator>(options, destination, source),
            (UnaryOperation.Floor, true) => One<FloorOperator>(options, destination, source),
            (UnaryOperation.Ceil, true) => One<CeilingOperator>(options, destination, source),
            (UnaryOperation.Round, true) => One<RoundOperator>(options, destination, source),
            (UnaryOperation.Exp, true) => One<ElementaryOperator<ExpFunction>>(options, destination, source),
            (UnaryOperation.Log, true) => One<ElementaryOperator<LogFunction>>(options, destination, source),
            (UnaryOperation.Tanh, true) => One<ElementaryOperator<TanhFunction>>(options, destination, source),
            (UnaryOperation.Sigmoid, true) => One<ElementaryOperator<SigmoidFunction>>(options, destination, source),
            (UnaryOperation.Erf, true) => One<ElementaryOperator<ErfFunction>>(options, destination, source),
            _ => false,
        };
    }

    /// <summary>A comparison of two operands of one type to a mask.</summary>
    public static bool TryCompare(in KernelOptions options, Comparison comparison, Tile destination, Tile a, Tile b)
    {
        if (destination.Shape.Type != DType.U8 || a.Shape.Type != b.Shape.Type)
        {
            return false;
        }
        return (comparison, a.Shape.Type.IsFloat()) switch
        {
            (Comparison.Eq, false) => Two<EqualOperator>(options, destination, a, b),
            (Comparison.Ne, false) => Two<UnequalOperator>(options, destination, a, b),
            (Comparison.Gt, false) => Two<GreaterOperator>(options, destination, a, b),
            (Comparison.Lt, false) => Two<GreaterOperator>(options, destination, b, a),
            (Comparison.Le, false) => Two<NotGreaterOperator>(options, destination, a, b),
            (Comparison.Ge, false) => Two<NotGreaterOperator>(options, destination, b, a),
            (Comparison.Eq, true) => Two<EqualRealOperator>(options, destination, a, b),
            (Comparison.Ne, true) => Two<UnequalRealOperator>(options, destination, a, b),
            (Comparison.Gt, true) => Two<GreaterRealOperator>(options, destination, a, b),
            (Comparison.Lt, true) => Two<GreaterRealOperator>(options, destination, b, a),
            (Comparison.Ge, true) => Two<GreaterOrEqualRealOperator>(options, destination, a, b),
            (Comparison.Le, true) => Two<GreaterOrEqualRealOperator>(options, destination, b, a),
            _ => false,
        };
    }

    /// <summary>A choice between two operands of the destination's type.</summary>
    public static bool TrySelect(in KernelOptions options, Tile destination, Tile mask, Tile a, Tile b)
    {
        DType type = destination.Shape.Type;
        return mask.Shape.Type == DType.U8 && a.Shape.Type == type && b.Shape.Type == type && LaneRows.TryRun<ChooseOperator>(options, destination, mask, a, b);
    }

    /// <summary>A conversion among integers and floats of at most 32 bits, but for int32 to floats of 16 bits or fewer: fp32 in between would round twice.</summary>
    public static bool TryConvert(in KernelOptions options, Tile destination, Tile source) => (source.Shape.Type.IsFloat(), destination.Shape.Type.IsFloat()) switch
    {
        (false, false) => One<SaturateOperator>(options, destination, source),
        (false, true) => (source.Shape.Type.Bits() <= 16 || destination.Shape.Type == DType.F32) && One<ToRealOperator>(options, destination, source),
        (true, false) => One<ToIntegerOperator>(options, destination, source),
        _ => One<CopyOperator>(options, destination, source),
    };

    private static bool TryShift<TOperator>(in KernelOptions options, Tile destination, Tile a, Tile b)
        where TOperator : struct, ILaneOperator => destination.Shape.Type.Bits() switch
        {
            8 => Two<Counted<TOperator, ByteWidth>>(options, destination, a, b),
            16 => Two<Counted<TOperator, ShortWidth>>(options, destination, a, b),
            _ => Two<Counted<TOperator, WordWidth>>(options, destination, a, b),
        };

    private static bool One<TOperator>(in KernelOptions options, Tile destination, Tile source)
        where TOperator : struct, ILaneOperator => LaneRows.TryRun<TOperator>(options, destination, source, default, default);

    private static bool Two<TOperator>(in KernelOptions options, Tile destination, Tile a, Tile b)
        where TOperator : struct, ILaneOperator => LaneRows.TryRun<TOperator>(options, destination, a, b, default);
}
