using System.Collections.Generic;
using System.Linq;

namespace AccelEmu.Compiler;

/// <summary>Who makes and who uses each value, kept up to date while a pass changes the graph through it.</summary>
internal sealed class GraphEditor
{
    private readonly Graph graph;
    private readonly Dictionary<Value, Node> producers = [];
    private readonly Dictionary<Value, List<Node>> consumers = [];
    private readonly HashSet<string> names = [];

    /// <summary>Reads the graph.</summary>
    public GraphEditor(Graph graph)
    {
        this.graph = graph;
        names.UnionWith(graph.Inputs.Select(v => v.Name));
        foreach (Node node in graph.Nodes)
        {
            names.Add(node.Name);
            names.UnionWith(node.Inputs.Concat(node.Outputs).Select(v => v.Name));
            Connect(node);
        }
    }

    /// <summary>The node that makes a value; null for inputs and constants.</summary>
    public Node? Producer(Value value) => producers.GetValueOrDefault(value);

    /// <summary>The operation that makes a value, and its node.</summary>
    public (Node Node, TOperation Operation)? Producer<TOperation>(Value value) where TOperation : Operation =>
        Producer(value) is { Operation: TOperation operation } node ? (node, operation) : null;

    /// <summary>Nodes that use a value, once for each use.</summary>
    public IReadOnlyList<Node> Consumers(Value value) => consumers.TryGetValue(value, out List<Node>? list) ? list : [];

    /// <summary>True for a model output.</summary>
    public bool IsOutput(Value value) => graph.Outputs.Contains(value);

    /// <summary>True when only one operand of one node needs the value, so that fusing may make it disappear.</summary>
    public bool HasSingleUse(Value value) => Consumers(value).Count == 1 && !IsOutput(value);

    /// <summary>A name that no node or value of the graph has.</summary>
    public string UniqueName(string wish)
    {
        string name = wish;
        for (int i = 2; !names.Add(name); i++)
        {
            name = $"{wish}/{i}";
        }
        return name;
    }

    /// <summary>Changes one operand.</summary>
    public void SetInput(Node node, int index, Value value)
    {
        consumers[node.Inputs[index]].Remove(node);
        node.Inputs[index] = value;
        Use(value, node);
    }

    /// <summary>Changes all operands.</summary>
    public void SetInputs(Node node, params IEnumerable<Value> values)
    {
        foreach (Value old in node.Inputs)
        {
            consumers[old].Remove(node);
        }
        node.Inputs.Clear();
        foreach (Value value in values)
        {
            node.Inputs.Add(value);
            Use(value, node);
        }
    }

    /// <summary>Makes a node's first output another value, which must have no other producer.</summary>
    public void SetOutput(Node node, Value value)
    {
        producers.Remove(node.Outputs[0]);
        node.Outputs[0] = value;
        producers[value] = node;
    }

    /// <summary>Lets every user of <paramref name="old"/> use <paramref name="replacement"/>. Model outputs stay.</summary>
    public void ReplaceUses(Value old, Value replacement)
    {
        foreach (Node node in Consumers(old).Distinct().ToArray())
        {
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] == old)
                {
                    SetInput(node, i, replacement);
                }
            }
        }
    }

    /// <summary>Inserts a node behind another.</summary>
    public Node InsertAfter(Node place, string wish, Operation operation, Value output, Value input) =>
        Insert(graph.Nodes.IndexOf(place) + 1, wish, operation, output, input);

    /// <summary>Inserts a node in front of another.</summary>
    public Node InsertBefore(Node place, string wish, Operation operation, Value output, Value input) =>
        Insert(graph.Nodes.IndexOf(place), wish, operation, output, input);

    /// <summary>Takes a node out.</summary>
    public void Remove(Node node)
    {
        graph.Nodes.Remove(node);
        foreach (Value value in node.Inputs)
        {
            consumers[value].Remove(node);
        }
        foreach (Value value in node.Outputs.Where(v => Producer(v) == node))
        {
            producers.Remove(value);
        }
    }

    /// <summary>Removes <paramref name="last"/> and lets <paramref name="first"/>, at its place, make its result.</summary>
    public void Absorb(Node first, Node last)
    {
        Value result = last.Outputs[0];
        graph.Nodes.Remove(first);
        graph.Nodes[graph.Nodes.IndexOf(last)] = first;
        foreach (Value value in last.Inputs)
        {
            consumers[value].Remove(last);
        }
        SetOutput(first, result);
    }

    private Node Insert(int index, string wish, Operation operation, Value output, Value input)
    {
        Node node = new(UniqueName(wish), operation);
        node.Inputs.Add(input);
        node.Outputs.Add(output);
        graph.Nodes.Insert(index, node);
        Connect(node);
        return node;
    }

    private void Connect(Node node)
    {
        foreach (Value value in node.Inputs)
        {
            Use(value, node);
        }
        foreach (Value value in node.Outputs)
        {
            producers[value] = node;
        }
    }

    private void Use(Value value, Node node)
    {
        if (!consumers.TryGetValue(value, out List<Node>? list))
        {
            consumers.Add(value, list = []);
        }
        list.Add(node);
    }
}
