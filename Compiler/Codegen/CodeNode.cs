using System;
using System.Collections.Generic;

namespace AccelEmu.Compiler;

/// <summary>A piece of a core's code: a step or a loop.</summary>
internal abstract record CodeNode;

/// <summary>One instruction, executed once in each pass of the loops around it.</summary>
/// <param name="Instruction">The instruction of the first pass.</param>
/// <param name="Shape">Number of everything that must not differ between passes.</param>
/// <param name="Addresses">Addresses of all its operands in the first pass, one behind the other.</param>
/// <param name="Strides">For each loop around it, outermost first: what a pass adds to the addresses.</param>
internal sealed record CodeStep(Instruction Instruction, int Shape, long[] Addresses, long[][] Strides) : CodeNode
{
    /// <summary>Where the addresses of operand <paramref name="operand"/> begin.</summary>
    public int AddressesOf(int operand)
    {
        int at = 0;
        for (int i = 0; i < operand; i++)
        {
            at += Instruction.Operands[i].Addresses.Length;
        }
        return at;
    }

    /// <summary>The step in pass <paramref name="pass"/> of the outermost loop, outside of it.</summary>
    public CodeStep Pass(long pass)
    {
        long[] addresses = new long[Addresses.Length];
        for (int i = 0; i < addresses.Length; i++)
        {
            addresses[i] = Addresses[i] + (pass * Strides[0][i]);
        }
        return this with { Addresses = addresses, Strides = Strides[1..] };
    }
}

/// <summary>A body that is executed <paramref name="Count"/> times.</summary>
/// <param name="Count">Passes, at least 2.</param>
/// <param name="Body">Code of the first pass.</param>
internal sealed record CodeLoop(long Count, List<CodeNode> Body) : CodeNode
{
    /// <summary>The body in pass <paramref name="pass"/>, outside of the loop.</summary>
    public IEnumerable<CodeNode> Pass(long pass) => Pass(Body, pass);

    private static IEnumerable<CodeNode> Pass(List<CodeNode> nodes, long pass)
    {
        foreach (CodeNode node in nodes)
        {
            yield return node switch
            {
                CodeStep step => step.Pass(pass),
                CodeLoop loop => loop with { Body = [.. Pass(loop.Body, pass)] },
                _ => throw new InvalidOperationException($"unknown {node.GetType().Name}"),
            };
        }
    }
}
