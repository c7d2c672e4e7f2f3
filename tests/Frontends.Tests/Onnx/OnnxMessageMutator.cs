using System;
using System.Linq;
using AccelEmu.Frontends.Protocol;
using Google.Protobuf;

namespace AccelEmu.Frontends.Tests;

/// <summary>Damages a model between its messages: the file stays readable, its meaning does not.</summary>
internal static class OnnxMessageMutator
{
    private static readonly long[] s_numbers = [0, 1, -1, 2, 3, 4, 7, 255, 1 << 15, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 33];

    public static byte[] Mutate(int seed, byte[] file)
    {
        Random random = new(seed);
        ModelMessage model = ModelMessage.Parser.ParseFrom(file);
        GraphMessage graph = model.Graph ??= new GraphMessage();
        for (int edits = random.Next(1, 6); edits > 0; edits--)
        {
            Edit(random, graph);
        }
        return model.ToByteArray();
    }

    private static void Edit(Random random, GraphMessage graph)
    {
        NodeMessage node = graph.Nodes.Count == 0 ? new NodeMessage() : graph.Nodes[random.Next(graph.Nodes.Count)];
        TensorMessage tensor = graph.Initializers.Count == 0 ? new TensorMessage() : graph.Initializers[random.Next(graph.Initializers.Count)];
        AttributeMessage attribute = node.Attributes.Count == 0 ? new AttributeMessage() : node.Attributes[random.Next(node.Attributes.Count)];
        long number = s_numbers[random.Next(s_numbers.Length)];
        switch (random.Next(14))
        {
            case 0:
                attribute.Integer = number;
                break;
            case 1 when attribute.Integers.Count > 0:
                attribute.Integers[random.Next(attribute.Integers.Count)] = number;
                break;
            case 2:
                attribute.Integers.Add(number);
                break;
            case 3 when node.Inputs.Count > 0:
                node.Inputs[random.Next(node.Inputs.Count)] = Name(random, graph);
                break;
            case 4:
                node.Inputs.Add(Name(random, graph));
                break;
            case 5 when node.Inputs.Count > 0:
                node.Inputs.RemoveAt(random.Next(node.Inputs.Count));
                break;
            case 6:
                node.Operator = OnnxOperators.Names.ElementAt(random.Next(OnnxOperators.Names.Count()));
                break;
            case 7 when tensor.Dimensions.Count > 0:
                tensor.Dimensions[random.Next(tensor.Dimensions.Count)] = number;
                break;
            case 8:
                tensor.Dimensions.Add(random.Next(2) == 0 ? 1 : number);
                break;
            case 9:
                tensor.ElementType = random.Next(20);
                break;
            case 10 when tensor.Longs.Count > 0:
                tensor.Longs[random.Next(tensor.Longs.Count)] = number;
                break;
            case 11 when tensor.Raw.Length >= 8:
                byte[] raw = tensor.Raw.ToByteArray();
                BitConverter.TryWriteBytes(raw.AsSpan(random.Next(raw.Length - 7)), number);
                tensor.Raw = ByteString.CopyFrom(raw);
                break;
            case 12 when graph.Nodes.Count > 1:
                graph.Nodes.RemoveAt(random.Next(graph.Nodes.Count));
                break;
            default:
                foreach (DimensionMessage dimension in graph.Inputs.SelectMany(i => i.Type?.Tensor?.Shape?.Dimensions ?? []).Take(random.Next(4)))
                {
                    dimension.Value = random.Next(1, 1 << random.Next(1, 30));
                }
                break;
        }
    }

    private static string Name(Random random, GraphMessage graph) => random.Next(3) switch
    {
        0 when graph.Initializers.Count > 0 => graph.Initializers[random.Next(graph.Initializers.Count)].Name,
        1 when graph.Inputs.Count > 0 => graph.Inputs[random.Next(graph.Inputs.Count)].Name,
        _ when graph.Nodes.Count > 0 => graph.Nodes[random.Next(graph.Nodes.Count)].Outputs.FirstOrDefault() ?? "",
        _ => "",
    };
}
