using System.Linq;

namespace AccelEmu.Compiler;

/// <summary>A node under validation, and the wording of what is wrong with it.</summary>
/// <param name="node">The node.</param>
internal readonly struct NodeCheck(Node node)
{
    /// <summary>Its operation.</summary>
    public Operation Operation => node.Operation;

    /// <summary>Number of operands.</summary>
    public int Inputs => node.Inputs.Count;

    /// <summary>An operand.</summary>
    public Value Input(int index) => node.Inputs[index];

    /// <summary>The result.</summary>
    public Value Output => node.Outputs[0];

    /// <summary>Demands numbers of operands and results.</summary>
    public void Arity(int inputs, int outputs = 1)
    {
        Fail(node.Inputs.Count == inputs, "operands", $"{node.Inputs.Count}", $"{inputs}");
        Fail(node.Outputs.Count == outputs, "results", $"{node.Outputs.Count}", $"{outputs}");
    }

    /// <summary>Demands a fact about a value.</summary>
    public void Require(bool condition, string field, Value value, string legal)
    {
        if (!condition)
        {
            Fail(condition, field, value.ToString(), legal);
        }
    }

    /// <summary>Demands a fact about a number or list.</summary>
    public void Require(bool condition, string field, string value, string legal) => Fail(condition, field, value, legal);

    /// <summary>Demands the shape of a value.</summary>
    public void Shape(Value value, params Dimension[] expected)
    {
        if (!value.Shape.SequenceEqual(expected))
        {
            Fail(false, "shape", value.ToString(), $"[{string.Join(", ", expected)}]");
        }
    }

    /// <summary>Demands that two values have the same type and quantisation.</summary>
    public void SameNumbers(Value value, Value expected)
    {
        Require(value.Type == expected.Type, "type", value, expected.ToString());
        Require(ValueFacts.Same(value.Quantization, expected.Quantization), "quantisation", value, $"that of {expected.Name}");
    }

    private void Fail(bool condition, string field, string value, string legal)
    {
        if (!condition)
        {
            throw new CompileException("compile.graph", node.Name, $"{field} is {value}; legal: {legal}");
        }
    }
}
