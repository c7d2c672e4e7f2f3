namespace AccelEmu.Numerics;

/// <summary>Elementwise functions of one operand. Numbers are part of the ISA.</summary>
public enum UnaryOperation : byte
{
    /// <summary>x.</summary>
    Copy = 0,
    /// <summary>−x; integers wrap.</summary>
    Neg = 1,
    /// <summary>|x|; integers wrap.</summary>
    Abs = 2,
    /// <summary>max(x, 0).</summary>
    Relu = 3,
    /// <summary>e^x, our definition.</summary>
    Exp = 4,
    /// <summary>Natural logarithm, our definition.</summary>
    Log = 5,
    /// <summary>tanh x, our definition.</summary>
    Tanh = 6,
    /// <summary>1 / (1 + e^−x), our definition.</summary>
    Sigmoid = 7,
    /// <summary>Error function, our definition.</summary>
    Erf = 8,
    /// <summary>1 / √x: correctly rounded √x, then correctly rounded division.</summary>
    Rsqrt = 9,
    /// <summary>√x, correctly rounded.</summary>
    Sqrt = 10,
    /// <summary>1 / x, correctly rounded.</summary>
    Reciprocal = 11,
    /// <summary>Largest integer not above x.</summary>
    Floor = 12,
    /// <summary>Smallest integer not below x.</summary>
    Ceil = 13,
    /// <summary>Nearest integer, ties to even.</summary>
    Round = 14,
    /// <summary>Bitwise complement (integers).</summary>
    Not = 15,
    /// <summary>1 for positive, −1 for negative, 0 for zero.</summary>
    Sign = 16,
}

/// <summary>Elementwise functions of two operands, with broadcast. Numbers are part of the ISA.</summary>
public enum BinaryOperation : byte
{
    /// <summary>a + b; integers wrap.</summary>
    Add = 0,
    /// <summary>a − b; integers wrap.</summary>
    Sub = 1,
    /// <summary>a · b; integers wrap.</summary>
    Mul = 2,
    /// <summary>a / b; integers truncate, x/0 = 0, MIN/−1 = MIN.</summary>
    Div = 3,
    /// <summary>Larger; NaN wins, +0 above −0.</summary>
    Max = 4,
    /// <summary>Smaller; NaN wins, −0 below +0.</summary>
    Min = 5,
    /// <summary>Bitwise and (integers).</summary>
    And = 6,
    /// <summary>Bitwise or (integers).</summary>
    Or = 7,
    /// <summary>Bitwise exclusive or (integers).</summary>
    Xor = 8,
    /// <summary>a &lt;&lt; b (integers; b modulo the width).</summary>
    Shl = 9,
    /// <summary>a &gt;&gt; b, arithmetic for signed types (integers; b modulo the width).</summary>
    Shr = 10,
    /// <summary>Saturating addition (integers).</summary>
    AddSat = 11,
    /// <summary>Saturating subtraction (integers).</summary>
    SubSat = 12,
    /// <summary>Saturating rounding doubling high multiply of int32 (gemmlowp): (2ab + 2^31) &gt;&gt; 32.</summary>
    MulHighSat = 13,
    /// <summary>Rounding arithmetic shift right of a by b, ties away from zero (gemmlowp's RoundingDivideByPOT).</summary>
    ShrRound = 14,
}

/// <summary>Comparisons; the result is a mask of 0 and 1. Every comparison with NaN but <see cref="Ne"/> is false.</summary>
public enum Comparison : byte
{
    /// <summary>a = b.</summary>
    Eq = 0,
    /// <summary>a ≠ b.</summary>
    Ne = 1,
    /// <summary>a &lt; b.</summary>
    Lt = 2,
    /// <summary>a ≤ b.</summary>
    Le = 3,
    /// <summary>a &gt; b.</summary>
    Gt = 4,
    /// <summary>a ≥ b.</summary>
    Ge = 5,
}

/// <summary>Reductions over the innermost dimensions.</summary>
/// <remarks>
/// Float sums: element i goes to partial i mod 16, partials combine 8-4-2-1. Integers accumulate in the destination type, wrapping.
/// </remarks>
public enum Reduction : byte
{
    /// <summary>Sum.</summary>
    Sum = 0,
    /// <summary>Largest; NaN wins.</summary>
    Max = 1,
    /// <summary>Smallest; NaN wins.</summary>
    Min = 2,
    /// <summary>Product.</summary>
    Product = 3,
    /// <summary>Index of the largest, the lowest of equals.</summary>
    ArgMax = 4,
    /// <summary>Index of the smallest, the lowest of equals.</summary>
    ArgMin = 5,
    /// <summary>Sum of squares; floats by one fused multiply-add an element.</summary>
    SumSquares = 6,
}

/// <summary>Pooling functions over [N, H, W, C] windows.</summary>
public enum Pooling : byte
{
    /// <summary>Largest raw value in the window.</summary>
    Max = 0,
    /// <summary>
    /// Mean. Integers: sum of raw values over count, rounded half away from zero, in the input's own quantisation. Floats: sum in window
    /// order (row, column), one rounding an addition from +0, then one division.
    /// </summary>
    Average = 1,
}

/// <summary>What an indexed move does with an index outside its source or destination.</summary>
public enum IndexPolicy : byte
{
    /// <summary>Trap before any side effect.</summary>
    Trap = 0,
    /// <summary>Use the nearest legal index.</summary>
    Clamp = 1,
    /// <summary>Read zero; on a scatter, write nothing.</summary>
    Zero = 2,
}

/// <summary>How coordinates are sampled.</summary>
public enum SampleMode : byte
{
    /// <summary>Nearest element, ties to even.</summary>
    Nearest = 0,
    /// <summary>Bilinear in fp32; neighbours outside read as zero.</summary>
    Bilinear = 1,
}
