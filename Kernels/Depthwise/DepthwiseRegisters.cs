using System;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <summary>The instructions of a depthwise kernel on numbered vector registers, at 512 bits or at 256; the latter clear the upper half.</summary>
/// <param name="c">Where they go.</param>
/// <param name="isHalf">256 bits.</param>
internal sealed class DepthwiseRegisters(Assembler c, bool isHalf)
{
    public static AssemblerRegisterZMM Z(int i) => new(Register.ZMM0 + i);

    public static AssemblerRegisterYMM Y(int i) => new(Register.YMM0 + i);

    public void Copy(int to, int from) => Do(() => c.vmovaps(Z(to), Z(from)), () => c.vmovaps(Y(to), Y(from)));

    public void Clear(int to) => Do(() => c.vpxord(Z(to), Z(to), Z(to)), () => c.vpxord(Y(to), Y(to), Y(to)));

    public void Xor(int to, int a, int b) => Do(() => c.vpxord(Z(to), Z(a), Z(b)), () => c.vpxord(Y(to), Y(a), Y(b)));

    /// <summary>Bytes from <paramref name="from"/> + <paramref name="index"/> on; those that k3 leaves out are not touched and count as 0.</summary>
    public void Load(int to, AssemblerRegister64 from, AssemblerRegister64 index, bool isMasked)
    {
        if (isMasked)
        {
            Do(() => c.vmovdqu8(Z(to).k3.z, __zmmword_ptr[from + index]), () => c.vmovdqu8(Y(to).k3.z, __ymmword_ptr[from + index]));
        }
        else
        {
            Do(() => c.vmovdqu32(Z(to), __zmmword_ptr[from + index]), () => c.vmovdqu32(Y(to), __ymmword_ptr[from + index]));
        }
    }

    /// <summary>Stores the bytes that k3 names, or all.</summary>
    public void Store(AssemblerRegister64 to, int from, bool isMasked)
    {
        if (isMasked)
        {
            Do(() => c.vmovdqu8(__zmmword_ptr[to].k3, Z(from)), () => c.vmovdqu8(__ymmword_ptr[to].k3, Y(from)));
        }
        else
        {
            Do(() => c.vmovdqu32(__zmmword_ptr[to], Z(from)), () => c.vmovdqu32(__ymmword_ptr[to], Y(from)));
        }
    }

    public void InterleaveBytes(int low, int high, int a, int b)
    {
        Do(() => c.vpunpcklbw(Z(low), Z(a), Z(b)), () => c.vpunpcklbw(Y(low), Y(a), Y(b)));
        Do(() => c.vpunpckhbw(Z(high), Z(a), Z(b)), () => c.vpunpckhbw(Y(high), Y(a), Y(b)));
    }

    public void InterleaveWords(int low, int high, int a, int b)
    {
        Do(() => c.vpunpcklwd(Z(low), Z(a), Z(b)), () => c.vpunpcklwd(Y(low), Y(a), Y(b)));
        Do(() => c.vpunpckhwd(Z(high), Z(a), Z(b)), () => c.vpunpckhwd(Y(high), Y(a), Y(b)));
    }

    public void AddProducts(int sum, int bytes, AssemblerRegister64 weights, int displacement) =>
        Do(() => c.vpdpbusd(Z(sum), Z(bytes), __zmmword_ptr[weights + displacement]), () => c.vpdpbusd(Y(sum), Y(bytes), __ymmword_ptr[weights + displacement]));

    public void ToFloat(int to, int from) => Do(() => c.vcvtdq2ps(Z(to), Z(from)), () => c.vcvtdq2ps(Y(to), Y(from)));

    public void ToInteger(int to, int from) => Do(() => c.vcvtps2dq(Z(to), Z(from)), () => c.vcvtps2dq(Y(to), Y(from)));

    /// <summary>t · scale + offset.</summary>
    public void MultiplyAdd(int t, int scale, int offset) => Do(() => c.vfmadd213ps(Z(t), Z(scale), Z(offset)), () => c.vfmadd213ps(Y(t), Y(scale), Y(offset)));

    /// <summary>Takes the lanes of <paramref name="others"/> where <paramref name="sum"/> is negative.</summary>
    public void WhereNegative(int to, int sum, AssemblerRegister64 others, int displacement)
    {
        Do(() => c.vpmovd2m(k4, Z(sum)), () => c.vpmovd2m(k4, Y(sum)));
        Do(() => c.vmovups(Z(to).k4, __zmmword_ptr[others + displacement]), () => c.vmovups(Y(to).k4, __ymmword_ptr[others + displacement]));
    }

    /// <summary>k1: lanes that share a bit with <paramref name="window"/>; but for the first, those of k1 only.</summary>
    public void Decide(int t, int window, bool isFirst)
    {
        if (isFirst)
        {
            Do(() => c.vptestmd(k1, Z(t), Z(window)), () => c.vptestmd(k1, Y(t), Y(window)));
        }
        else
        {
            Do(() => c.vptestmd(k1.k1, Z(t), Z(window)), () => c.vptestmd(k1.k1, Y(t), Y(window)));
        }
    }

    /// <summary>Carry: every lane of k1 is set.</summary>
    public void TestDecided() => Do(() => c.kortestw(k1, k1), () => c.kortestb(k1, k1));

    public void UpperWords(int t) => Do(() => c.vpsrad(Z(t), Z(t), 16), () => c.vpsrad(Y(t), Y(t), 16));

    public void PackWords(int to, int a, int b) => Do(() => c.vpackssdw(Z(to), Z(a), Z(b)), () => c.vpackssdw(Y(to), Y(a), Y(b)));

    /// <summary>Bytes of two vectors of words, between <paramref name="low"/> and <paramref name="high"/>.</summary>
    public void PackBytes(int to, int a, int b, int low, int high, bool isSigned)
    {
        if (isSigned)
        {
            Do(() => c.vpacksswb(Z(to), Z(a), Z(b)), () => c.vpacksswb(Y(to), Y(a), Y(b)));
            Do(() => c.vpmaxsb(Z(to), Z(to), Z(low)), () => c.vpmaxsb(Y(to), Y(to), Y(low)));
            Do(() => c.vpminsb(Z(to), Z(to), Z(high)), () => c.vpminsb(Y(to), Y(to), Y(high)));
        }
        else
        {
            Do(() => c.vpackuswb(Z(to), Z(a), Z(b)), () => c.vpackuswb(Y(to), Y(a), Y(b)));
            Do(() => c.vpmaxub(Z(to), Z(to), Z(low)), () => c.vpmaxub(Y(to), Y(to), Y(low)));
            Do(() => c.vpminub(Z(to), Z(to), Z(high)), () => c.vpminub(Y(to), Y(to), Y(high)));
        }
    }

    private void Do(Action whole, Action half)
    {
        if (isHalf)
        {
            half();
        }
        else
        {
            whole();
        }
    }
}
