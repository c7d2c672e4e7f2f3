using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

// Products of words are taken of the accumulator itself: of loop-invariant operands the compiler would take them once.

internal readonly struct AddMadd512 : IAccumulate<Vector512<int>>
{
    public static Vector512<int> Step(Vector512<int> accumulator, Vector512<int> a, Vector512<int> b) => accumulator + Avx512BW.MultiplyAddAdjacent(accumulator.AsInt16(), b.AsInt16());
}

internal readonly struct AddMadd256 : IAccumulate<Vector256<int>>
{
    public static Vector256<int> Step(Vector256<int> accumulator, Vector256<int> a, Vector256<int> b) => accumulator + Avx2.MultiplyAddAdjacent(accumulator.AsInt16(), b.AsInt16());
}

internal readonly struct AddMadd128 : IAccumulate<Vector128<int>>
{
    public static Vector128<int> Step(Vector128<int> accumulator, Vector128<int> a, Vector128<int> b) => accumulator + Sse2.MultiplyAddAdjacent(accumulator.AsInt16(), b.AsInt16());
}

internal readonly struct Dot256 : IAccumulate<Vector256<int>>
{
    public static Vector256<int> Step(Vector256<int> accumulator, Vector256<int> a, Vector256<int> b) => AvxVnni.MultiplyWideningAndAdd(accumulator, a.AsByte(), b.AsSByte());
}

internal readonly struct Dot128 : IAccumulate<Vector128<int>>
{
    public static Vector128<int> Step(Vector128<int> accumulator, Vector128<int> a, Vector128<int> b) => AvxVnni.MultiplyWideningAndAdd(accumulator, a.AsByte(), b.AsSByte());
}

internal readonly struct Fma512 : IAccumulate<Vector512<float>>
{
    public static Vector512<float> Step(Vector512<float> accumulator, Vector512<float> a, Vector512<float> b) => Avx512F.FusedMultiplyAdd(a, b, accumulator);
}

internal readonly struct Fma256 : IAccumulate<Vector256<float>>
{
    public static Vector256<float> Step(Vector256<float> accumulator, Vector256<float> a, Vector256<float> b) => Fma.MultiplyAdd(a, b, accumulator);
}

internal readonly struct Fma128 : IAccumulate<Vector128<float>>
{
    public static Vector128<float> Step(Vector128<float> accumulator, Vector128<float> a, Vector128<float> b) => Fma.MultiplyAdd(a, b, accumulator);
}
