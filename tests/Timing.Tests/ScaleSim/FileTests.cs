using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using AccelEmu.Isa;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Timing.Tests;

/// <summary>SCALE-Sim's files are read as they are meant, or refused with file, line, field and range.</summary>
public sealed class FileTests
{
    private const string Config = """
        [general]
        run_name = small

        [architecture_presets]
        ArrayHeight:    8
        ArrayWidth = 4
        ifmapsramszkb = 1
        FilterSramSzkB = 2
        OfmapSramSzkB = 3
        Bandwidth = 10, 11
        Dataflow = ws
        # a comment
        [layout]
        IfmapSRAMBankBandwidth = 5
        [sparsity]
        SparsitySupport = True
        SparseRep = csr
        OptimizedMapping = false
        RandomNumberGeneratorSeed = 40
        [run_presets]
        InterfaceBandwidth = USER
        UseRamulatorTrace = False
        """;

    private const string Topology = "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides, Sparsity,\nfirst, 8, 9, 3, 2, 4, 5, 2, 2:4,\n\nDPw,5,5,3,3,2,1,1,\n";

    private static readonly string[] Pieces = [",", ",,", "1:2", "0", "-1", "99999999999", "DP", "\t", "\n", "[", "]", "=", ":", "#", ";", "é", "\0", "\uFEFF", "1e9", "\r\n", "[general]\n", "M,N,K", " "];

    [Fact]
    public void Config_IsRead()
    {
        ScaleSimConfig config = ScaleSimConfigFile.Parse("a.cfg", Config);
        Assert.Equal(
            new ScaleSimConfig
            {
                RunName = "small",
                Rows = 8,
                Columns = 4,
                IfmapKilobytes = 1,
                FilterKilobytes = 2,
                OfmapKilobytes = 3,
                Dataflow = Dataflow.WeightStationary,
                UserBandwidth = true,
                Bandwidth = 10,
                IfmapBandwidth = 5,
                Sparsity = new ScaleSimSparsity(ScaleSimFormat.Csr, false, 2, 40),
            },
            config);
    }

    [Fact]
    public void Topology_IsRead()
    {
        Assert.Equal(
            [
                new ScaleSimLayer("first", 8, 9, 3, 2, 4, 5, 2, 2, 2, 4),
                new ScaleSimLayer("DPwChannel_0", 5, 5, 3, 3, 1, 1, 1, 1),
                new ScaleSimLayer("DPwChannel_1", 5, 5, 3, 3, 1, 1, 1, 1),
            ],
            ScaleSimTopology.Parse("t.csv", Topology));
        Assert.Equal([new ScaleSimLayer("a", 2, 4, 1, 4, 1, 3, 1, 1)], ScaleSimTopology.Parse("t.csv", "\uFEFFLayer,M,N,K,\r\na,2,3,4,\r\n"));
        Assert.Equal([new ScaleSimLayer("a", 9, 9, 3, 3, 1, 1, 2, 1)], ScaleSimTopology.Parse("t.csv", "a,b,c\na,9,9,3,3,1,1,2,1", gemm: false));
    }

    [Theory]
    [InlineData("ArrayHeight:    8", "ArrayHeight: 0", "a.cfg:5", "ArrayHeight = '0'", "1..65536")]
    [InlineData("ArrayHeight:    8", "", "a.cfg", "ArrayHeight is missing", "1..65536")]
    [InlineData("ArrayHeight:    8", "ArrayHigh = 8", "a.cfg:5", "'ArrayHigh'", "ArrayHeight")]
    [InlineData("ArrayWidth = 4", "ArrayHeight = 4", "a.cfg:6", "given twice, first on line 5", "remove one")]
    [InlineData("[layout]", "[lay", "a.cfg:13", "'[lay'", "[layout]")]
    [InlineData("Dataflow = ws", "Dataflow = rs", "a.cfg:11", "'rs'", "os, ws, is")]
    [InlineData("SparsitySupport = True", "SparsitySupport = maybe", "a.cfg:16", "'maybe'", "true, false")]
    public void BadConfig_IsRefused(string old, string text, params string[] says)
    {
        ScaleSimException error = Assert.Throws<ScaleSimException>(() => ScaleSimConfigFile.Parse("a.cfg", Config.Replace(old, text, StringComparison.Ordinal)));
        Assert.All(says, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("first, 8,", "first, H,", "t.csv:2", "IFMAP Height = 'H'", "1..100000000")]
    [InlineData("3, 2, 4", "9, 2, 4", "t.csv:2", "Filter Height = 9", "1..8", "padded")]
    [InlineData("2:4", "4:2", "t.csv:2", "Sparsity = '4:2'", "N <= M")]
    [InlineData("DPw,5", "DPw", "t.csv:4", "Strides = ''", "1..")]
    [InlineData("first, 8, 9, 3, 2, 4, 5, 2, 2:4,\n\nDPw,5,5,3,3,2,1,1,", "", "t.csv", "no layer", "a header row")]
    public void BadTopology_IsRefused(string old, string text, params string[] says)
    {
        ScaleSimException error = Assert.Throws<ScaleSimException>(() => ScaleSimTopology.Parse("t.csv", Topology.Replace(old, text, StringComparison.Ordinal)));
        Assert.All(says, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void DamagedFiles_AreReadOrRefused()
    {
        Random random = new(71);
        int refused = 0;
        int cases = Fuzz.Cases(20_000);
        for (int i = 0; i < cases; i++)
        {
            string text = Damage(i % 2 == 0 ? Config : Topology, random);
            try
            {
                _ = i % 2 == 0 ? (object)ScaleSimConfigFile.Parse("f", text) : ScaleSimTopology.Parse("f", text);
            }
            catch (ScaleSimException e)
            {
                Assert.StartsWith("scalesim.", e.Code, StringComparison.Ordinal);
                Assert.StartsWith("f", e.Place, StringComparison.Ordinal);
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"case {i}: {e}\n----\n{text}");
            }
        }
        Assert.InRange(refused, cases / 5, cases - (cases / 50));
    }

    /// <summary>Topologies of the data folder are read, but for templates with letters, and rows whose kernel is larger than the input, which SCALE-Sim refuses too.</summary>
    [Fact]
    public void PublishedTopologies_AreReadOrRefusedForAReason()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        int read = 0;
        List<string> refused = [];
        foreach (string file in Directory.EnumerateFiles(SharedData.PathOf("topologies", "scalesim", "topologies"), "*.csv", SearchOption.AllDirectories))
        {
            try
            {
                read += ScaleSimTopology.Parse(Path.GetFileName(file), File.ReadAllText(file)).Count;
            }
            catch (ScaleSimException e)
            {
                refused.Add(e.Message);
            }
        }
        Assert.True(read > 1000, $"{read} layers");
        Assert.True(refused.Count < 20, string.Join('\n', refused));
    }

    private static string Damage(string source, Random random)
    {
        StringBuilder text = new(source);
        for (int edits = random.Next(1, 4); edits > 0 && text.Length > 0; edits--)
        {
            int at = random.Next(text.Length);
            int length = Math.Min(random.Next(1, 12), text.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
                default:
                    text[at] = (char)random.Next(1, 256);
                    break;
            }
        }
        return text.ToString();
    }
}
