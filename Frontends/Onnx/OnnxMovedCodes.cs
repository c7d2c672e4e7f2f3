using System.Collections.Generic;
using System.Linq;
using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>
/// In a file, the operator that computes with codes says what they stand for. Operators that only move them, such as the look-up of a quantised table,
/// come before: here their operands learn it.
/// </summary>
internal static class OnnxMovedCodes
{
    /// <summary>Gives operands of moves the quantisation of the whole tensor that their result has.</summary>
    public static void Quantize(Graph graph)
    {
        foreach (Node node in Enumerable.Reverse(graph.Nodes))
        {
            if (node.Operation is not (ReshapeOperation or TransposeOperation or SliceOperation or ConcatOperation or GatherRowsOperation) || node.Outputs[0].Quantization is not { Axis: < 0 } quantization)
            {
                continue;
            }
            IEnumerable<Value> moved = node.Operation is GatherRowsOperation ? node.Inputs.Take(1) : node.Inputs;
            foreach (Value value in moved.Where(v => v.Quantization is null))
            {
                value.Quantization = quantization;
            }
        }
    }
}
