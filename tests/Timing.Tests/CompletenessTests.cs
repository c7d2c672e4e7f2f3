using System.Linq;
using AccelEmu.Isa;
using Xunit;

namespace AccelEmu.Timing.Tests;

public class CompletenessTests
{
    [Fact]
    public void EveryUnitInstruction_HasASample()
    {
        Opcode[] expected = [.. InstructionSet.All.Where(i => i.Class is not (InstructionClass.Control or InstructionClass.Descriptor)).Select(i => i.Opcode)];
        Assert.Equal(expected.Order(), InstructionSamples.Units.Keys.Order());
    }

    [Fact]
    public void EveryUnitInstruction_HasEventsAndNamedCycles()
    {
        foreach (Opcode opcode in InstructionSamples.Units.Keys)
        {
            ProgramText text = new();
            InstructionSamples.Prepare(text);
            InstructionSamples.Units[opcode](text);
            TimingReport report = TimingModel.Estimate(text.Build(), ProgramText.Machine());
            UnitReport unit = report.Units.Single(u => u.Unit.Kind != UnitKind.Control && u.Instructions > 0);
            Assert.Equal(unit.Busy, unit.Terms.Sum);
            Assert.True(opcode == Opcode.Sync ? unit.Busy == 0 : unit.Busy > 0, $"{opcode}: {unit.Terms}");
            Assert.True(opcode == Opcode.Sync || report.Events.Sum > report.Instructions, $"{opcode}: {report.Events}");
        }
    }
}
