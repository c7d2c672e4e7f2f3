using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>Shape and dataflow of one array as the last <c>array</c> left it.</summary>
/// <param name="Rows">R.</param>
/// <param name="Columns">C.</param>
/// <param name="Dataflow">What stays.</param>
internal readonly record struct ArrayState(long Rows, long Columns, Dataflow Dataflow)
{
    /// <summary>The state after reset.</summary>
    public static ArrayState Reset(ArrayConfig array) => new(array.Rows, array.Columns, array.Dataflow);

    /// <summary>A product of M × K by K × N on this array.</summary>
    public SystolicFolds Product(long m, long n, long k) => new(Dataflow, Rows, Columns, m, n, k);
}
