using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <summary>
/// Emits a micro-kernel around <c>vpdpbusd</c> or <c>vpdpwssd</c>, with its drain. Bytes of the other sign have their sign bits flipped on the way.
/// </summary>
/// <remarks>
/// <code>
/// zmm0..23   sums, row · 4 + panel        rdi  call             rdx, r10, r11  panels, distance, 3 · distance
/// zmm24..27  a step of four panels        r15  rows' table      rbx            offset of the group in every row
/// zmm28..30  a lane of a row, everywhere  rbp  outputs' table   r13, r14       groups, where to stop
/// zmm31      sign bits                    rax, rcx, rsi, r8, r9, r12           rows of the tile
/// </code>
/// The forms of the multipliers without saturation wrap mod 2^32, so the order of terms cannot matter. System V calling convention.
/// </remarks>
internal sealed partial class TileEmitter(TileKind kind)
{
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
        c.mov(r15, Field(nameof(TileCall.Rows)));
        c.mov(r10, Field(nameof(TileCall.PanelBytes)));
        c.lea(r11, __[r10 + (r10 * 2)]);
        if (kind.Masked)
        {
            c.mov(rax, Field(nameof(TileCall.Mask)));
            c.kmovq(k3, rax);
        }

        Label tile = c.CreateLabel();
        c.Label(ref tile);
        Begin();
        Tail();
        if (kind.StoresSums)
        {
            MultiplyAndStore();
        }
        else
        {
            Multiply();
            Drain();
        }
        c.dec(Field(nameof(TileCall.Tiles)));
        c.jnz(tile);
        c.vzeroupper();
        for (int i = Saved.Length - 1; i >= 0; i--)
        {
            c.pop(Saved[i]);
        }
        c.ret();
        UndecidedRows();
        return VnniKernels.Assemble(c);
    }

    private void Begin()
    {
        c.mov(rdx, Field(nameof(TileCall.Panels)));
        c.mov(rbx, Field(nameof(TileCall.Bias)));
        if (kind.TakesRowSums)
        {
            StartLessRowSums();
        }
        else
        {
            StartFromBias();
        }
        for (int i = 0; i < kind.Rows; i++)
        {
            c.mov(RowRegisters[i], __[r15 + (8 * i)]);
        }
        c.add(r15, 8 * kind.Rows);
        if (kind.FlipsRows)
        {
            c.vpbroadcastd(zmm31, Constant(nameof(TileCall.Flip)));
        }
    }

    private void StartFromBias()
    {
        for (int j = 0; j < kind.Panels; j++)
        {
            c.vmovups(Sum(0, j), __zmmword_ptr[rbx + (64 * j)]);
            for (int i = 1; i < kind.Rows; i++)
            {
                c.vmovaps(Sum(i, j), Sum(0, j));
            }
        }
    }

    private void StartLessRowSums()
    {
        c.mov(r12, Field(nameof(TileCall.RowSums)));
        c.mov(r13, Field(nameof(TileCall.ZeroPoints)));
        for (int j = 0; j < kind.Panels; j++)
        {
            c.vmovups(zmm24, __zmmword_ptr[rbx + (64 * j)]);
            c.vmovups(zmm25, __zmmword_ptr[r13 + (64 * j)]);
            for (int i = 0; i < kind.Rows; i++)
            {
                c.vpmulld(Sum(i, j), zmm25, __dword_bcst[r12 + (4 * i)]);
                c.vpsubd(Sum(i, j), zmm24, Sum(i, j));
            }
        }
        c.add(r12, 4 * kind.Rows);
        c.mov(Field(nameof(TileCall.RowSums)), r12);
    }

    // The order of terms does not matter: what is less than a group comes first.
    private void Tail()
    {
        Label step = c.CreateLabel(), done = c.CreateLabel();
        c.mov(rbp, Field(nameof(TileCall.TailQuads)));
        c.test(rbp, rbp);
        c.jz(done);
        c.mov(rbx, Field(nameof(TileCall.TailOffset)));
        c.add(rdx, Field(nameof(TileCall.TailPanel)));
        c.Label(ref step);
        Step(0);
        c.add(rbx, 4);
        c.add(rdx, 64);
        c.dec(rbp);
        c.jnz(step);
        c.mov(rdx, Field(nameof(TileCall.Panels)));
        c.Label(ref done);
        c.mov(r13, Field(nameof(TileCall.Groups)));
    }

    private void Multiply()
    {
        Label group = c.CreateLabel(), done = c.CreateLabel();
        c.mov(r14, Field(nameof(TileCall.GroupsEnd)));
        c.cmp(r13, r14);
        c.jae(done);
        c.Label(ref group);
        Group();
        c.cmp(r13, r14);
        c.jb(group);
        c.Label(ref done);
        c.nop();
    }

    // Lines of the output are fetched before they are stored to. The last group goes row by row, each row's stores behind its products: all stores of a tile at
    // once fill the queue in which the next tile's products wait (measured: 8 % of the time at K = 64).
    private void MultiplyAndStore()
    {
        Label group = c.CreateLabel(), next = c.CreateLabel(), last = c.CreateLabel(), only = c.CreateLabel(), done = c.CreateLabel();
        c.mov(rbp, Field(nameof(TileCall.Outputs)));
        c.mov(r14, Field(nameof(TileCall.FetchGroup)));
        c.cmp(r13, Field(nameof(TileCall.LastGroup)));
        c.je(last);
        c.jg(only);
        c.cmp(r13, r14);
        c.jae(next);
        c.Label(ref group);
        Group();
        c.cmp(r13, r14);
        c.jb(group);
        c.Label(ref next);
        c.cmp(r14, Field(nameof(TileCall.LastGroup)));
        c.je(last);
        c.mov(rbx, __[rbp]);
        c.add(rbx, Field(nameof(TileCall.OutputColumn)));
        for (int j = 0; j < kind.Panels; j++)
        {
            c.prefetchw(__byte_ptr[rbx + (64 * j)]);
        }
        c.prefetchw(__byte_ptr[rbx + (64 * kind.Panels) - 1]);
        c.add(rbp, 8);
        c.add(r14, 4);
        c.jmp(group);

        c.Label(ref last);
        c.mov(rbp, Field(nameof(TileCall.Outputs)));
        c.movsxd(rbx, __dword_ptr[r13]);
        for (int row = 0; row < kind.Rows; row++)
        {
            for (int quad = 0; quad < kind.Quads; quad++)
            {
                Step(quad, row, row + 1);
            }
            StoreRow(row);
        }
        c.jmp(done);
        c.Label(ref only);
        for (int row = 0; row < kind.Rows; row++)
        {
            StoreRow(row);
        }
        c.Label(ref done);
        c.add(rbp, 8 * kind.Rows);
        c.mov(Field(nameof(TileCall.Outputs)), rbp);
    }

    private void Group()
    {
        c.movsxd(rbx, __dword_ptr[r13]);
        c.add(r13, 4);
        for (int quad = 0; quad < kind.Quads; quad++)
        {
            Step(quad);
        }
        c.add(rdx, 64 * kind.Quads);
    }

    private void Step(int quad) => Step(quad, 0, kind.Rows);

    private void Step(int quad, int from, int to)
    {
        for (int j = 0; j < kind.Panels; j++)
        {
            c.vmovups(Z(24 + j), Panel(j, 64 * quad));
        }
        for (int i = from; i < to; i++)
        {
            AssemblerRegisterZMM row = Z(28 + (i % 3));
            if (kind.FlipsRows)
            {
                c.vpxord(row, zmm31, __dword_bcst[RowRegisters[i] + rbx + (4 * quad)]);
            }
            else
            {
                c.vpbroadcastd(row, __dword_ptr[RowRegisters[i] + rbx + (4 * quad)]);
            }
            for (int j = 0; j < kind.Panels; j++)
            {
                Accumulate(Sum(i, j), row, Z(24 + j));
            }
        }
    }

    private void Accumulate(AssemblerRegisterZMM sum, AssemblerRegisterZMM row, AssemblerRegisterZMM panel)
    {
        switch (kind.Operands)
        {
            case TileOperands.SignedPanels:
                c.vpdpbusd(sum, row, panel);
                break;
            case TileOperands.UnsignedPanels:
                c.vpdpbusd(sum, panel, row);
                break;
            default:
                c.vpdpwssd(sum, row, panel);
                break;
        }
    }

    private void StoreRow(int row)
    {
        c.mov(r14, __[rbp + (8 * row)]);
        c.add(r14, Field(nameof(TileCall.OutputColumn)));
        for (int j = 0; j < kind.Panels; j++)
        {
            bool masked = kind.Masked && j == kind.Panels - 1;
            AssemblerRegisterZMM sum = Sum(row, j);
            AssemblerMemoryOperand target = __zmmword_ptr[r14 + (64 * j)];
            if (kind.Ending == TileEnding.SumsAdded)
            {
                c.vpaddd(masked ? sum.k3 : sum, sum, target);
            }
            c.vmovdqu32(masked ? target.k3 : target, sum);
        }
    }

    private static AssemblerMemoryOperand Panel(int panel, int displacement) => panel switch
    {
        0 => __zmmword_ptr[rdx + displacement],
        1 => __zmmword_ptr[rdx + r10 + displacement],
        2 => __zmmword_ptr[rdx + (r10 * 2) + displacement],
        _ => __zmmword_ptr[rdx + r11 + displacement],
    };

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[rdi + Place(name)];

    private static AssemblerMemoryOperand Constant(string name) => __dword_ptr[rdi + Place(name)];

    private static AssemblerMemoryOperand Everywhere(string name) => __dword_bcst[rdi + Place(name)];

    private static AssemblerMemoryOperand Bytes(string name) => __zmmword_ptr[rdi + Place(name)];

    private static int Place(string name) => (int)Marshal.OffsetOf<TileCall>(name);

    private static AssemblerRegisterZMM Sum(int row, int panel) => Z((row * 4) + panel);

    private static AssemblerRegisterZMM Z(int i) => new(Register.ZMM0 + i);
}
