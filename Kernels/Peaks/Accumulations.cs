using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AccelEmu.Kernels;

// Products of words are taken of the accumulator itself: of loop-invariant operands the compiler would take them once.

internal readonly struct AddMadd512 : IAccumulate<Vector512<int>>
{
    public static Vector512<int> Product(Vector512<int> accumulator, Vector512<int> a, Vector512<int> b) => Avx512BW.MultiplyAddAdjacent(accumulator.AsInt16(), b.AsInt16());

    public static Vector512<int> Sum(Vector512<int> accumulator, Vector512<int> product) => accumulator + product;
}

internal readonly struct AddMadd256 : IAccumulate<Vector256<int>>
{
    public static Vector256<int> Product(Vector256<int> accumulator, Vector256<int> a, Vector256<int> b) => Avx2.MultiplyAddAdjacent(accumulator.AsInt16(), b.AsInt16());

    public static Vector256<int> Sum(Vector256<int> accumulator, Vector256<int> product) => accumulator + product;
}

internal readonly struct AddMadd128 : IAccumulate<Vector128<int>>
{
    public static Vector128<int> Product(Vector128<int> accumulator, Vector128<int> a, Vector128<int> b) => Sse2.MultiplyAddAdjacent(accumulator.AsInt16(), b.AsInt16());

    public static Vector128<int> Sum(Vector128<int> accumulator, Vector128<int> product) => accumulator + product;
}

internal readonly struct Dot256 : IAccumulate<Vector256<int>>
{
    public static Vector256<int> Product(Vector256<int> accumulator, Vector256<int> a, Vector256<int> b) => AvxVnni.MultiplyWideningAndAdd(accumulator, a.AsByte(), b.AsSByte());

    public static Vector256<int> Sum(Vector256<int> accumulator, Vector256<int> product) => product;
}

internal readonly struct Dot128 : IAccumulate<Vector128<int>>
{
    public static Vector128<int> Product(Vector128<int> accumulator, Vector128<int> a, Vector128<int> b) => AvxVnni.MultiplyWideningAndAdd(accumulator, a.AsByte(), b.AsSByte());

    public static Vector128<int> Sum(Vector128<int> accumulator, Vector128<int> product) => product;
}

internal readonly struct Fma512 : IAccumulate<Vector512<float>>
{
    public static Vector512<float> Product(Vector512<float> accumulator, Vector512<float> a, Vector512<float> b) => Avx512F.FusedMultiplyAdd(a, b, accumulator);

    public static Vector512<float> Sum(Vector512<float> accumulator, Vector512<float> product) => product;
}

internal readonly struct Fma256 : IAccumulate<Vector256<float>>
{
    public static Vector256<float> Product(Vector256<float> accumulator, Vector256<float> a, Vector256<float> b) => Fma.MultiplyAdd(a, b, accumulator);

    public static Vector256<float> Sum(Vector256<float> accumulator, Vector256<float> product) => product;
}

internal readonly struct Fma128 : IAccumulate<Vector128<float>>
{
    public static Vector128<float> Product(Vector128<float> accumulator, Vector128<float> a, Vector128<float> b) => Fma.MultiplyAdd(a, b, accumulator);

    public static Vector128<float> Sum(Vector128<float> accumulator, Vector128<float> product) => product;
}
