using System;
using System.Text;
using AccelEmu.Compiler;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Cli.Tests;

/// <summary>Damaged machine and mapping files are read or refused with a message; nothing else happens.</summary>
public class YamlFuzzTests
{
    private const string Alphabet = " \t\n:-,[]{}'\"#&*!|>%@`~?=\\/0123456789eE.+abcxyzKMGiB\0\u0085\u2028\uFEFFé\uD83D";

    private static readonly string[] Pieces =
    [
        "bytes:", "- ", "{ ", " }", "[", "]", ": ", "&a ", "*a", "<<: *a", "!!int ", "!!binary ", "---\n", "...\n", "null", "~", "true", "1e999", "-1", "0x10", "99999999999999999999",
        "name: ", "arrays:\n", "|\n", ">\n", "'", "\"\\u00", "\r\n", "? ",
    ];

    private static int Cases => Fuzz.Cases(12_000);

    [Fact]
    public void DamagedMachines_AreReadOrRefused()
    {
        Random random = new(31);
        string[] sources = [.. System.Linq.Enumerable.Select(MachineCatalog.Names, MachineCatalog.Source)];
        int refused = 0;
        for (int i = 0; i < Cases; i++)
        {
            string text = Damage(sources[random.Next(sources.Length)], random);
            refused += Refused(() => MachineFile.Parse("m.yaml", text), text, i);
        }
        Assert.True(refused > Cases / 4, $"{refused} of {Cases} refused");
    }

    [Fact]
    public void DamagedMappings_AreReadOrRefused()
    {
        Random random = new(32);
        string source = MappingFile.Write(new Mapping([new LayerMapping("conv/1", 4, 16, 32, 0), new LayerMapping("it's", 1, 0, 0), new LayerMapping("fc", 0, 48, 16)]));
        int refused = 0;
        for (int i = 0; i < Cases; i++)
        {
            string text = Damage(source, random);
            refused += Refused(() => MappingFile.Parse("m.yaml", text), text, i);
        }
        Assert.True(refused > Cases / 4, $"{refused} of {Cases} refused");
    }

    private static int Refused(Func<object> parse, string text, int number)
    {
        try
        {
            _ = parse();
            return 0;
        }
        catch (CliException e)
        {
            Assert.StartsWith("m.yaml", e.Message, StringComparison.Ordinal);
            return 1;
        }
        catch (Exception e)
        {
            Assert.Fail($"case {number}: {e.GetType()}: {e.Message}\n{e.StackTrace}\n----\n{text}");
            return 0;
        }
    }

    private static string Damage(string source, Random random)
    {
        StringBuilder text = new(source);
        int edits = 1 + random.Next(4);
        for (int e = 0; e < edits && text.Length > 0; e++)
        {
            int at = random.Next(text.Length);
            int length = Math.Min(random.Next(1, 12), text.Length - at);
            switch (random.Next(7))
            {
                case 0:
                    text[at] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 1:
                    text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                    break;
                case 2:
                    text.Remove(at, length);
                    break;
                case 3:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 4:
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
                case 5:
                    text.Length = at;
                    break;
                default:
                    text.Insert(at, new string("[{-' "[random.Next(5)], random.Next(1, 60)));
                    break;
            }
        }
        return text.ToString();
    }
}
