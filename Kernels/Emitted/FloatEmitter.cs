using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <summary>
/// Emits fp32 register tiles with their drain: each lane is one column and takes one fused multiply-add a term in increasing K. NaN is written canonical.
/// </summary>
/// <remarks>
/// <code>
/// zmm0..23   sums, row · 4 + panel     rdi  call                         rdx, r10, r11  panels, distance, 3 · distance
/// zmm24..27  a term of four panels     rbx  the term's offset in rows    r13, r14       panels to ask for, their end
/// zmm28..31  a value of a row          rbp  an address to ask for        r15            column of outputs to ask for
///                                      rax, rcx, rsi, r8, r9, r12        rows of the tile
/// </code>
/// What memory beyond the second-level cache will be touched is asked for a little at every step: rows of the next tile, panels of the next call, the
/// tile's outputs and residuals. System V calling convention.
/// </remarks>
internal sealed class FloatEmitter(FloatKind kind)
{
    private const int Line = 64;
    private const int Unroll = 4;

    // Panels come from the second-level cache; the processor's own prefetching stops at every page.
    private const int Ahead = 12 * Line;

    private static readonly AssemblerRegister64[] RowRegisters = [rax, rcx, rsi, r8, r9, r12];
    private static readonly AssemblerRegister64[] Saved = [rbx, rbp, r12, r13, r14, r15];
    private readonly Assembler c = new(64);

    /// <summary>The kernel's code.</summary>
    public byte[] Emit()
    {
        foreach (AssemblerRegister64 register in Saved)
        {
            c.push(register);
        }
        c.mov(r10, Field(nameof(FloatCall.PanelBytes)));
        c.lea(r11, __[r10 + (r10 * 2)]);
        c.mov(r13, Field(nameof(FloatCall.Next)));
        c.mov(r14, Field(nameof(FloatCall.NextEnd)));
        Label tile = c.CreateLabel();
        c.Label(ref tile);
        Begin();
        Multiply();
        if (kind.Drains)
        {
            Drain();
        }
        else
        {
            StoreSums();
        }
        c.add(Field(nameof(FloatCall.Table)), 8 * kind.Rows);
        c.add(Field(nameof(FloatCall.Sums)), 8 * kind.Rows);
        c.add(Field(nameof(FloatCall.Outputs)), 8 * kind.Rows);
        c.add(Field(nameof(FloatCall.Residuals)), 8 * kind.Rows);
        c.dec(Field(nameof(FloatCall.TilesAhead)));
        c.dec(Field(nameof(FloatCall.Tiles)));
        c.jnz(tile);
        c.vzeroupper();
        for (int i = Saved.Length - 1; i >= 0; i--)
        {
            c.pop(Saved[i]);
        }
        c.ret();
        return VnniKernels.Assemble(c);
    }

    private void Begin()
    {
        Label zero = c.CreateLabel(), begun = c.CreateLabel();
        c.mov(rdx, Field(nameof(FloatCall.Panels)));
        c.mov(r15, Field(nameof(FloatCall.OutputColumn)));
        c.cmp(Field(nameof(FloatCall.Kept)), 0);
        c.je(zero);
        c.mov(rcx, Field(nameof(FloatCall.Sums)));
        c.mov(rsi, Field(nameof(FloatCall.SumsColumn)));
        for (int i = 0; i < kind.Rows; i++)
        {
            c.mov(rax, __[rcx + (8 * i)]);
            for (int j = 0; j < kind.Panels; j++)
            {
                c.vmovups(Sum(i, j), __zmmword_ptr[rax + rsi + (Line * j)]);
            }
        }
        c.jmp(begun);
        c.Label(ref zero);
        for (int i = 0; i < kind.Rows; i++)
        {
            for (int j = 0; j < kind.Panels; j++)
            {
                c.vpxord(Sum(i, j), Sum(i, j), Sum(i, j));
            }
        }
        c.Label(ref begun);
        c.mov(rbx, Field(nameof(FloatCall.Runs)));
    }

    // rbx holds the run between runs.
    private void Multiply()
    {
        Label run = c.CreateLabel(), loop = c.CreateLabel(), tail = c.CreateLabel(), step = c.CreateLabel(), next = c.CreateLabel();
        c.Label(ref run);
        c.mov(Field(nameof(FloatCall.Run)), rbx);
        c.mov(rax, OfRun(nameof(FloatRun.End)));
        c.mov(Field(nameof(FloatCall.End)), rax);
        c.sub(rax, sizeof(float) * (Unroll - 1));
        c.mov(Field(nameof(FloatCall.UnrolledEnd)), rax);
        c.mov(rbp, OfRun(nameof(FloatRun.Tap)));
        c.add(rbp, Field(nameof(FloatCall.Table)));
        c.mov(rbx, OfRun(nameof(FloatRun.Offset)));
        AskForRows();
        for (int i = 0; i < kind.Rows; i++)
        {
            c.mov(RowRegisters[i], __[rbp + (8 * i)]);
        }
        c.cmp(rbx, Field(nameof(FloatCall.UnrolledEnd)));
        c.jge(tail);
        c.Label(ref loop);
        AskForPanels();
        AskForOutputs();
        for (int k = 0; k < Unroll; k++)
        {
            Step(k);
        }
        c.add(rbx, sizeof(float) * Unroll);
        c.add(rdx, Line * Unroll);
        c.cmp(rbx, Field(nameof(FloatCall.UnrolledEnd)));
        c.jl(loop);
        c.Label(ref tail);
        c.cmp(rbx, Field(nameof(FloatCall.End)));
        c.jge(next);
        c.Label(ref step);
        Step(0);
        c.add(rbx, sizeof(float));
        c.add(rdx, Line);
        c.cmp(rbx, Field(nameof(FloatCall.End)));
        c.jl(step);
        c.Label(ref next);
        c.mov(rbx, Field(nameof(FloatCall.Run)));
        c.add(rbx, Marshal.SizeOf<FloatRun>());
        c.cmp(rbx, Field(nameof(FloatCall.RunsEnd)));
        c.jb(run);
    }

    private void Step(int k)
    {
        for (int j = 0; j < kind.Panels; j++)
        {
            c.prefetcht0(Panel(rdx, j, (Line * k) + Ahead));
            c.vmovups(Z(24 + j), Panel(rdx, j, Line * k));
        }
        for (int i = 0; i < kind.Rows; i++)
        {
            AssemblerRegisterZMM value = Z(28 + (i % 4));
            c.vbroadcastss(value, __dword_ptr[RowRegisters[i] + rbx + (sizeof(float) * k)]);
            for (int j = 0; j < kind.Panels; j++)
            {
                c.vfmadd231ps(Sum(i, j), value, Z(24 + j));
            }
        }
    }

    // The same terms of the rows below, into the first-level cache or close.
    private void AskForRows()
    {
        Label loop = c.CreateLabel(), done = c.CreateLabel();
        c.cmp(Field(nameof(FloatCall.TilesAhead)), 0);
        c.jle(done);
        for (int i = 0; i < kind.Rows; i++)
        {
            c.mov(RowRegisters[i], __[rbp + (8 * (i + kind.Rows))]);
        }
        c.Label(ref loop);
        for (int i = 0; i < kind.Rows; i++)
        {
            c.prefetcht0(__byte_ptr[RowRegisters[i] + rbx]);
        }
        c.add(rbx, Line);
        c.cmp(rbx, Field(nameof(FloatCall.End)));
        c.jl(loop);
        c.mov(rbx, Field(nameof(FloatCall.Run)));
        c.mov(rbx, OfRun(nameof(FloatRun.Offset)));
        c.Label(ref done);
        c.nop();
    }

    private void AskForPanels()
    {
        Label done = c.CreateLabel();
        c.cmp(r13, r14);
        c.jae(done);
        for (int j = 0; j < kind.Panels; j++)
        {
            c.prefetcht1(Panel(r13, j, 0));
        }
        c.add(r13, Line);
        c.Label(ref done);
        c.nop();
    }

    // A line of every row at a time.
    private void AskForOutputs()
    {
        Label done = c.CreateLabel();
        c.mov(rbp, r15);
        c.sub(rbp, Field(nameof(FloatCall.OutputColumn)));
        c.cmp(rbp, Line * kind.Panels);
        c.jae(done);
        for (int i = 0; i < kind.Rows; i++)
        {
            if (kind.Drains && kind.HasResidual)
            {
                c.mov(rbp, Field(nameof(FloatCall.Residuals)));
                c.mov(rbp, __[rbp + (8 * i)]);
                c.prefetcht0(__byte_ptr[rbp + r15]);
            }
            c.mov(rbp, Field(nameof(FloatCall.Outputs)));
            c.mov(rbp, __[rbp + (8 * i)]);
            c.prefetchw(__byte_ptr[rbp + r15]);
        }
        c.add(r15, Line);
        c.Label(ref done);
        c.nop();
    }

    private void StoreSums()
    {
        c.mov(rcx, Field(nameof(FloatCall.Sums)));
        c.mov(rsi, Field(nameof(FloatCall.SumsColumn)));
        c.vpbroadcastd(zmm31, __dword_ptr[rdi + Place(nameof(FloatCall.NotANumber))]);
        for (int i = 0; i < kind.Rows; i++)
        {
            c.mov(rax, __[rcx + (8 * i)]);
            for (int j = 0; j < kind.Panels; j++)
            {
                Store(__zmmword_ptr[rax + rsi + (Line * j)], Sum(i, j));
            }
        }
    }

    // A maximum or minimum whose second operand is the value keeps NaN, and −0 beside a bound of +0, as a comparison would.
    private void Drain()
    {
        c.mov(rcx, Field(nameof(FloatCall.Outputs)));
        c.mov(rsi, Field(nameof(FloatCall.OutputColumn)));
        c.mov(r8, Field(nameof(FloatCall.Bias)));
        if (kind.HasScale)
        {
            c.mov(r9, Field(nameof(FloatCall.Scales)));
        }
        if (kind.HasResidual)
        {
            c.mov(r12, Field(nameof(FloatCall.Residuals)));
        }
        c.vpbroadcastd(zmm31, __dword_ptr[rdi + Place(nameof(FloatCall.NotANumber))]);
        c.vbroadcastss(zmm24, __dword_ptr[rdi + Place(nameof(FloatCall.FirstLow))]);
        c.vbroadcastss(zmm25, __dword_ptr[rdi + Place(nameof(FloatCall.FirstHigh))]);
        if (kind.HasResidual)
        {
            c.vbroadcastss(zmm26, __dword_ptr[rdi + Place(nameof(FloatCall.SecondLow))]);
            c.vbroadcastss(zmm27, __dword_ptr[rdi + Place(nameof(FloatCall.SecondHigh))]);
        }
        for (int i = 0; i < kind.Rows; i++)
        {
            c.mov(rax, __[rcx + (8 * i)]);
            if (kind.HasResidual)
            {
                c.mov(rbp, __[r12 + (8 * i)]);
            }
            for (int j = 0; j < kind.Panels; j++)
            {
                AssemblerRegisterZMM x = Sum(i, j);
                c.vaddps(x, x, __zmmword_ptr[r8 + (Line * j)]);
                if (kind.HasScale)
                {
                    c.vmulps(x, x, __zmmword_ptr[r9 + (Line * j)]);
                }
                c.vmaxps(x, zmm24, x);
                c.vminps(x, zmm25, x);
                if (kind.HasResidual)
                {
                    c.vaddps(x, x, __zmmword_ptr[rbp + rsi + (Line * j)]);
                    c.vmaxps(x, zmm26, x);
                    c.vminps(x, zmm27, x);
                }
                Store(__zmmword_ptr[rax + rsi + (Line * j)], x);
            }
        }
    }

    private void Store(AssemblerMemoryOperand target, AssemblerRegisterZMM value)
    {
        c.vcmpunordps(k1, value, value);
        c.vmovaps(value.k1, zmm31);
        c.vmovups(target, value);
    }

    private static AssemblerMemoryOperand OfRun(string name) => __qword_ptr[rbx + (int)Marshal.OffsetOf<FloatRun>(name)];

    private static AssemblerMemoryOperand Panel(AssemblerRegister64 at, int panel, int displacement) => panel switch
    {
        0 => __zmmword_ptr[at + displacement],
        1 => __zmmword_ptr[at + r10 + displacement],
        2 => __zmmword_ptr[at + (r10 * 2) + displacement],
        _ => __zmmword_ptr[at + r11 + displacement],
    };

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[rdi + Place(name)];

    private static int Place(string name) => (int)Marshal.OffsetOf<FloatCall>(name);

    private static AssemblerRegisterZMM Sum(int row, int panel) => Z((row * 4) + panel);

    private static AssemblerRegisterZMM Z(int i) => new(Register.ZMM0 + i);
}
