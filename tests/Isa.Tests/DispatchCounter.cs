using System;
using System.Reflection;

namespace AccelEmu.Isa.Tests;

/// <summary>A visitor made at run time that notes which overload a word reaches.</summary>
public class DispatchCounter : DispatchProxy
{
    private string reached = "";

    /// <summary>The record whose overload the word of <paramref name="info"/> reaches.</summary>
    public static string Of(InstructionInfo info)
    {
        IInstructionVisitor visitor = Create<IInstructionVisitor, DispatchCounter>();
        bool dispatched = InstructionSet.Dispatch(new InstructionHeader(info.Opcode).Encode(), ref visitor);
        return dispatched ? ((DispatchCounter)(object)visitor).reached : "nothing";
    }

    public static string Expected(Type record) => record.Name;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        reached = targetMethod!.GetParameters()[1].ParameterType.GetElementType()!.Name;
        return null;
    }
}
