using System.Linq;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>
/// Turns dequantise → functions of each element alone → quantise of 8-bit codes into a table of 256 codes, computed by <see cref="Reference"/> and so
/// the bits that the machine would compute; and joins a table that is the only use of a matrix product to that product's drain.
/// </summary>
internal static class FuseTables
{
    /// <summary>Runs the pass.</summary>
    public static void Run(Graph graph)
    {
        GraphEditor editor = new(graph);
        foreach (Node quantize in graph.Nodes.Where(n => n.Operation is QuantizeOperation).ToArray())
        {
            if (quantize.Outputs[0] is { Type: DType.I8 or DType.U8 } y && y.IsPerTensor() && ElementFunction.Of(editor, quantize) is { } function)
            {
                quantize.Operation = new TableOperation(function.Codes);
                editor.SetInput(quantize, 0, function.Input);
            }
        }
        RemoveDeadNodes.Run(graph);
        editor = new GraphEditor(graph);
        foreach (Node table in graph.Nodes.Where(n => n.Operation is TableOperation).ToArray())
        {
            Value x = table.Inputs[0];
            if (editor.HasSingleUse(x) && editor.Producer<MatMulOperation>(x) is { } product && product.Operation is { Residual: null, Table: null } && x.IsPerTensor())
            {
                product.Node.Operation = product.Operation with { Table = new TableFusion(((TableOperation)table.Operation).Codes, x.Type, x.Quantization!) };
                editor.Absorb(product.Node, table);
            }
        }
    }
}
