using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Compiler;

/// <summary>A piece of a core's code: a step or a loop.</summary>
/// <param name="Shape">Number of everything that must not differ for two nodes to be passes of one loop.</param>
/// <param name="Addresses">Addresses of all operands in the first pass, one behind the other.</param>
/// <param name="Words">Words it becomes, without those that change descriptors.</param>
internal abstract record CodeNode(int Shape, long[] Addresses, int Words);

/// <summary>One instruction, executed once in each pass of the loops around it.</summary>
/// <param name="Instruction">The instruction of the first pass.</param>
/// <param name="Form">Number of everything but addresses and strides.</param>
/// <param name="Shape">Number of everything but addresses.</param>
/// <param name="Addresses">Addresses of all its operands in the first pass, one behind the other.</param>
/// <param name="Strides">For each loop around it, outermost first: what a pass adds to the addresses.</param>
internal sealed record CodeStep(Instruction Instruction, int Form, int Shape, long[] Addresses, long[][] Strides) : CodeNode(Shape, Addresses, Instruction.Words)
{
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
/// <param name="Shape">Number of the count and the shapes of the body.</param>
internal sealed record CodeLoop(long Count, List<CodeNode> Body, int Shape) : CodeNode(Shape, [.. Body.SelectMany(node => node.Addresses)], 1 + Body.Sum(node => node.Words))
{
    /// <summary>Loops in it at most, one in the other, itself included.</summary>
    public int Height { get; } = 1 + Body.Max(node => node is CodeLoop inner ? inner.Height : 0);

    /// <summary>The body in pass <paramref name="pass"/>, outside of the loop.</summary>
    public IEnumerable<CodeNode> Pass(long pass) => Pass(Body, pass);

    // Shapes serve to find loops only: those of a single pass are not needed.
    private static IEnumerable<CodeNode> Pass(List<CodeNode> nodes, long pass) =>
        nodes.Select(node => node is CodeLoop loop ? new CodeLoop(loop.Count, [.. Pass(loop.Body, pass)], loop.Shape) : (CodeNode)((CodeStep)node).Pass(pass));
}
