using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace AccelEmu.Kernels;

/// <summary>Operands of one call: <see cref="Tiles"/> tiles of rows below each other, all against the same one to four panels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VnniCall
{
    public byte* A;
    public nint RowBytes;
    public byte* Panels;
    public nint PanelBytes;
    public int* Sums;
    public nint SumsRowBytes;
    public nint Quads;
    public nint Tiles;
}

/// <summary>
/// u8 × s8 → s32 micro-kernels of 1..6 rows × 1..4 panels around EVEX <c>vpdpbusd</c>, which .NET does not expose. Sums are overwritten and wrap mod 2^32.
/// </summary>
/// <remarks>
/// 6 × 4 registers of accumulators, four of panel data, four of broadcast rows: all 32. The form without saturation, so the order of terms
/// cannot matter. System V calling convention only.
/// </remarks>
internal static unsafe class VnniKernels
{
    public const int MaxRows = 6;
    public const int MaxPanels = 4;

    private static readonly nint[] Entries = new nint[MaxRows * MaxPanels];
    private static readonly object Gate = new();
    private static readonly Lazy<bool> Available = new(Probe);

    /// <summary>True when the CPU, the calling convention and the system allow emitted kernels and the environment does not forbid them.</summary>
    public static bool IsAvailable => Available.Value;

    /// <summary>The kernel for a tile of <paramref name="rows"/> × <paramref name="panels"/>·16, emitted on first use.</summary>
    public static delegate* unmanaged<VnniCall*, void> Get(int rows, int panels)
    {
        int slot = ((rows - 1) * MaxPanels) + panels - 1;
        nint entry = System.Threading.Volatile.Read(ref Entries[slot]);
        if (entry == 0)
        {
            lock (Gate)
            {
                entry = Entries[slot];
                if (entry == 0)
                {
                    entry = (nint)ExecutableMemory.Publish(Emit(rows, panels));
                    System.Threading.Volatile.Write(ref Entries[slot], entry);
                }
            }
        }
        return (delegate* unmanaged<VnniCall*, void>)entry;
    }

    private static bool Probe()
    {
        bool cpu = Avx512F.IsSupported && X86Base.IsSupported && ((X86Base.CpuId(7, 0).Ecx >> 11) & 1) == 1;
        bool system = !OperatingSystem.IsWindows() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        bool allowed = Environment.GetEnvironmentVariable(KernelTiers.NoEmitVariable) != "1";
        return cpu && system && allowed && Get(1, 1) != null;
    }

    private static byte[] Emit(int rows, int panels)
    {
        Assembler c = new(64);
        Label tile = c.CreateLabel();
        Label step = c.CreateLabel();
        Label store = c.CreateLabel();
        c.push(rbx);
        c.push(r12);
        c.push(r13);
        c.push(r14);
        c.push(r15);
        c.mov(r12, __[rdi + 0]);
        c.mov(rsi, __[rdi + 8]);
        c.mov(r13, __[rdi + 16]);
        c.mov(r10, __[rdi + 24]);
        c.mov(rcx, __[rdi + 32]);
        c.mov(r8, __[rdi + 40]);
        c.mov(r9, __[rdi + 48]);
        c.mov(rbx, __[rdi + 56]);
        c.lea(r11, __[r10 + (r10 * 2)]);
        c.imul(r15, rsi, rows);

        c.Label(ref tile);
        c.mov(rdi, r12);
        c.lea(rax, __[rsi + (rsi * 2)]);
        c.add(rax, r12);
        c.mov(rdx, r13);
        c.mov(r14, r9);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < panels; j++)
            {
                c.vpxord(Z((i * 4) + j), Z((i * 4) + j), Z((i * 4) + j));
            }
        }
        c.test(r14, r14);
        c.jz(store);

        c.Label(ref step);
        for (int j = 0; j < panels; j++)
        {
            c.vmovups(Z(24 + j), Panel(j));
        }
        for (int i = 0; i < rows; i++)
        {
            AssemblerRegisterZMM row = Z(28 + (i % 4));
            c.vpbroadcastd(row, Row(i));
            for (int j = 0; j < panels; j++)
            {
                c.vpdpbusd(Z((i * 4) + j), row, Z(24 + j));
            }
        }
        c.add(rdi, 4);
        c.add(rax, 4);
        c.add(rdx, 64);
        c.dec(r14);
        c.jnz(step);

        c.Label(ref store);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < panels; j++)
            {
                c.vmovups(__[rcx + (64 * j)], Z((i * 4) + j));
            }
            c.add(rcx, r8);
        }
        c.add(r12, r15);
        c.dec(rbx);
        c.jnz(tile);
        c.vzeroupper();
        c.pop(r15);
        c.pop(r14);
        c.pop(r13);
        c.pop(r12);
        c.pop(rbx);
        c.ret();
        return Assemble(c);
    }

    private static AssemblerMemoryOperand Row(int i) => (i < 3 ? rdi : rax, i % 3) switch
    {
        (var r, 0) => __dword_ptr[r],
        (var r, 1) => __dword_ptr[r + rsi],
        (var r, _) => __dword_ptr[r + (rsi * 2)],
    };

    private static AssemblerMemoryOperand Panel(int j) => j switch
    {
        0 => __zmmword_ptr[rdx],
        1 => __zmmword_ptr[rdx + r10],
        2 => __zmmword_ptr[rdx + (r10 * 2)],
        _ => __zmmword_ptr[rdx + r11],
    };

    private static AssemblerRegisterZMM Z(int i) => new(Register.ZMM0 + i);

    private static byte[] Assemble(Assembler assembler)
    {
        using MemoryStream code = new();
        assembler.Assemble(new StreamCodeWriter(code), 0);
        return code.ToArray();
    }
}
