using System;
using System.IO;
using System.IO.Compression;
using AccelEmu.Cli;
using AccelEmu.Frontends;
using AccelEmu.Isa;
using AccelEmu.Numerics;
using AccelEmu.Timing;

namespace AccelEmu.Architecture.Tests;

/// <summary>Errors of data files and machine files, and of timing.</summary>
internal static class DataCases
{
    public static readonly ErrorCase[] All =
    [
        new("npy.malformed", () => Npy.Read([1, 2, 3], "f.npy"), "f.npy", "numpy.save"),
        new("npy.type", () =>
        {
            byte[] file = Npy.Write(new TensorData(DType.F32, [1], new byte[4]));
            file[Array.IndexOf(file, (byte)'<')] = (byte)'>';
            Npy.Read(file, "f.npy");
        }, "'>f4'", "<f4", "astype"),
        new("npz.malformed", () => Npz.Read([1, 2, 3], "f.npz"), "f.npz", "numpy.savez"),
        new("npz.entry", () => Npz.Read(Zip("readme.txt"), "f.npz"), "\"readme.txt\"", ".npy", "numpy.savez"),
        new("npz.size", () => Npz.Read(Npz.Write([new TensorData(DType.I8, [500], new byte[500], "a")]), "f.npz", maxBytes: 400), "\"a.npy\"", "raise the limit"),
        new("yaml.syntax", () => MachineFile.Parse("m.yaml", "name: [x"), "m.yaml:"),
        new("yaml.value", () => MachineFile.Parse("m.yaml", "name: x\nclock_hertz: soon"), "m.yaml:2:", "clock_hertz = soon", "[1, 1000000000000]"),
        Timing("timing.trap", "trap 5", "5"),
        Timing("timing.budget", "a: jump a", "does not end"),
        Timing("timing.dynamic", "ld r1, dram, r0, 0, type=i32\nbranch eq, r1, r2, end\nend: halt", "needs a trace"),
        new("timing.trace", () => TimingModel.Estimate(Assembler.Assemble("halt"), IsaCases.Machine(), new RetireTrace(TraceLevel.L1, 0)), "0 cores", "record it again"),
        Timing("timing.range", """
            .template a tile space=scratchpad extent=1 dtype=i8 dims=549755813888,1 strides=0,0
            .template b tile space=scratchpad extent=1 dtype=i8 dims=1,549755813888 strides=0,0
            dload d0, a
            dload d1, b
            matmul d0, d0, d1
            halt
            """, "leave 64 bits", "smaller"),
        new("timing.invalid", () => throw new TimingException("made without a code")),
    ];

    private static ErrorCase Timing(string code, string text, params string[] says) =>
        new(code, () => TimingModel.Estimate(Assembler.Assemble(text) with { DramBytes = 64 }, IsaCases.Machine()), ["core 0", .. says]);

    private static byte[] Zip(string entry)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry(entry);
        }
        return stream.ToArray();
    }
}
