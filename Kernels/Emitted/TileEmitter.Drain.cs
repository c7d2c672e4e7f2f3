using System.Collections.Generic;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <content>The drain in registers: fp32 in units of 2^-16, with rows it cannot decide handed back (<see cref="CertifiedDrain"/>).</content>
internal sealed partial class TileEmitter
{
    // zmm31 holds a residual's bytes in one form and the rows' sign bits while multiplying.
    private AssemblerRegisterZMM HighWords => kind.HasResidual ? zmm27 : zmm31;

    private bool KeepsScales => !kind.HasResidual && !kind.TwoOffsets;

    private readonly List<(Label Entry, Label Back, int Row)> undecided = [];

    // rcx: rows' outputs, r8: their residuals, rsi: column, r9: scales, r12: offsets, r13: offsets of negative sums;
    // zmm24..27 scales, or 24 a scale, 25 the residual's offset and 26 what is added.
    private void Drain()
    {
        c.mov(rcx, Field(nameof(TileCall.Outputs)));
        c.mov(rsi, Field(nameof(TileCall.OutputColumn)));
        c.mov(r9, Field(nameof(TileCall.Scales)));
        c.mov(r12, Field(nameof(TileCall.Offsets)));
        if (kind.TwoOffsets)
        {
            c.mov(r13, Field(nameof(TileCall.Negatives)));
        }
        if (kind.HasResidual)
        {
            c.mov(r8, Field(nameof(TileCall.Residuals)));
            c.vbroadcastss(zmm25, Constant(nameof(TileCall.ResidualOffset)));
        }
        if (KeepsScales)
        {
            for (int j = 0; j < kind.Panels; j++)
            {
                c.vmovups(Z(24 + j), __zmmword_ptr[r9 + (64 * j)]);
            }
        }
        c.vmovups(HighWords, Bytes(nameof(TileCall.HighWords)));
        for (int i = 0; i < kind.Rows; i++)
        {
            Label entry = c.CreateLabel(), back = c.CreateLabel();
            undecided.Add((entry, back, i));
            DrainRow(i);
            c.kortestw(k1, k1);
            c.jae(entry);
            c.add(rax, rsi);
            if (kind.Masked)
            {
                c.vmovdqu8(__zmmword_ptr[rax].k3, zmm28);
            }
            else
            {
                c.vmovdqu64(__zmmword_ptr[rax], zmm28);
            }
            c.Label(ref back);
            c.nop();
        }
        c.add(rcx, 8 * kind.Rows);
        c.mov(Field(nameof(TileCall.Outputs)), rcx);
        if (kind.HasResidual)
        {
            c.add(r8, 8 * kind.Rows);
            c.mov(Field(nameof(TileCall.Residuals)), r8);
        }
    }

    // Words of panels 0 and 2, of 1 and 3: packing interleaves them by eight so that one permutation within halves puts the bytes in order.
    private void DrainRow(int row)
    {
        if (kind.HasResidual)
        {
            c.mov(rbx, __[r8 + (8 * row)]);
            if (kind.Masked)
            {
                c.vmovdqu8(zmm31.k3.z, __zmmword_ptr[rbx + rsi]);
            }
        }
        c.mov(rax, __[rcx + (8 * row)]);
        Pair(row, 0, zmm28, zmm29);
        Pair(row, 1, zmm29, zmm30);
        if (kind.SignedOutput)
        {
            c.vpacksswb(zmm28, zmm28, zmm29);
            c.vpermq(zmm28, zmm28, 0xD8);
            c.vpmaxsb(zmm28, zmm28, Bytes(nameof(TileCall.Low)));
            c.vpminsb(zmm28, zmm28, Bytes(nameof(TileCall.High)));
        }
        else
        {
            c.vpackuswb(zmm28, zmm28, zmm29);
            c.vpermq(zmm28, zmm28, 0xD8);
            c.vpmaxub(zmm28, zmm28, Bytes(nameof(TileCall.Low)));
            c.vpminub(zmm28, zmm28, Bytes(nameof(TileCall.High)));
        }
    }

    // The high words of two vectors of 2^-16 steps are their floors.
    private void Pair(int row, int panel, AssemblerRegisterZMM first, AssemblerRegisterZMM second)
    {
        if (panel >= kind.Panels)
        {
            return;
        }
        Scale(row, panel, first);
        bool both = panel + 2 < kind.Panels;
        if (both)
        {
            Scale(row, panel + 2, second);
        }
        c.vpermt2w(first, HighWords, both ? second : first);
    }

    private void Scale(int row, int panel, AssemblerRegisterZMM t)
    {
        AssemblerRegisterZMM sum = Sum(row, panel);
        AssemblerRegisterZMM scale = KeepsScales ? Z(24 + panel) : zmm24;
        if (!KeepsScales)
        {
            c.vmovups(scale, __zmmword_ptr[r9 + (64 * panel)]);
        }
        c.vcvtdq2ps(t, sum);
        if (kind.TwoOffsets)
        {
            c.vpmovd2m(k4, sum);
            c.vmovups(zmm26, __zmmword_ptr[r12 + (64 * panel)]);
            c.vmovups(zmm26.k4, __zmmword_ptr[r13 + (64 * panel)]);
            c.vfmadd213ps(t, scale, zmm26);
        }
        else
        {
            c.vfmadd213ps(t, scale, __zmmword_ptr[r12 + (64 * panel)]);
        }
        c.vcvtps2dq(t, t);
        Decide(t, nameof(TileCall.Window), first: panel == 0);
        if (!kind.HasResidual)
        {
            return;
        }
        AssemblerRegisterZMM b = zmm26;
        c.vpsrad(t, t, 16);
        c.vpmaxsd(t, t, Everywhere(nameof(TileCall.FirstLow)));
        c.vpminsd(t, t, Everywhere(nameof(TileCall.FirstHigh)));
        c.vcvtdq2ps(t, t);
        LoadResidual(b, panel);
        c.vcvtdq2ps(b, b);
        c.vfmadd132ps(b, zmm25, Everywhere(nameof(TileCall.ScaleB)));
        c.vfmadd132ps(t, b, Everywhere(nameof(TileCall.ScaleA)));
        c.vcvtps2dq(t, t);
        Decide(t, nameof(TileCall.ResidualWindow), first: false);
    }

    private void LoadResidual(AssemblerRegisterZMM b, int panel)
    {
        bool signed = kind.Ending == TileEnding.BytesAddSigned;
        if (!kind.Masked)
        {
            AssemblerMemoryOperand bytes = __xmmword_ptr[rbx + rsi + (16 * panel)];
            if (signed)
            {
                c.vpmovsxbd(b, bytes);
            }
            else
            {
                c.vpmovzxbd(b, bytes);
            }
            return;
        }
        c.vextracti32x4(xmm26, zmm31, (byte)panel);
        if (signed)
        {
            c.vpmovsxbd(b, xmm26);
        }
        else
        {
            c.vpmovzxbd(b, xmm26);
        }
    }

    // k1 keeps the lanes whose fraction is far enough from a step in every vector of the row.
    private void Decide(AssemblerRegisterZMM t, string window, bool first)
    {
        if (first)
        {
            c.vptestmd(k1, t, Everywhere(window));
        }
        else
        {
            c.vptestmd(k1.k1, t, Everywhere(window));
        }
    }

    private void UndecidedRows()
    {
        foreach ((Label at, Label back, int row) in undecided)
        {
            Label entry = at;
            c.Label(ref entry);
            c.mov(rax, Field(nameof(TileCall.Records)));
            for (int j = 0; j < kind.Panels; j++)
            {
                c.vmovups(__zmmword_ptr[rax + (64 * j)], Sum(row, j));
            }
            c.lea(rbx, __[rcx + (8 * row)]);
            c.mov(__qword_ptr[rax + TileCall.RecordRow], rbx);
            c.add(rax, TileCall.RecordBytes);
            c.mov(Field(nameof(TileCall.Records)), rax);
            c.jmp(back);
        }
    }
}
