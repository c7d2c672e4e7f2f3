using System;
using System.IO;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Isa.Tests;

public sealed class GoldenPage
{
    [Fact]
    public void Manual_EqualsTheGenerator()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "docs", "isa.md");
        string manual = InstructionManual.ToMarkdown();
        if (Environment.GetEnvironmentVariable("ACCELEMU_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, manual);
        }
        Assert.Equal(File.ReadAllText(path), manual);
    }

    [Fact]
    public void Export_IsJson_AndHoldsEveryInstructionAndField()
    {
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(InstructionSetExport.ToJson());
        System.Text.Json.JsonElement root = json.RootElement;
        Assert.Equal(InstructionSet.All.Length, root.GetProperty("instructions").GetArrayLength());
        Assert.Equal(DescriptorFields.All.Length, root.GetProperty("descriptor_fields").GetArrayLength());
        int i = 0;
        foreach (System.Text.Json.JsonElement instruction in root.GetProperty("instructions").EnumerateArray())
        {
            InstructionInfo info = InstructionSet.All[i++];
            Assert.Equal((int)info.Opcode, instruction.GetProperty("opcode").GetInt32());
            Assert.Equal(info.Fields.Length, instruction.GetProperty("fields").GetArrayLength());
        }
    }
}
