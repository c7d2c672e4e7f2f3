using AccelEmu.Isa;
using AccelEmu.Numerics;

namespace AccelEmu.Compiler;

/// <summary>One method for each instruction the lowerings use.</summary>
internal sealed partial class Emitter
{
    /// <summary>dst = src, by the load queue into a core, by the store queue into DRAM.</summary>
    public void Move(int core, View dst, View src) =>
        Issue(core, Queue(dst), new Move(Write(dst), Read(src)));

    /// <summary>dst[i] = raw.</summary>
    public void Fill(int core, View dst, long raw) =>
        Issue(core, Queue(dst), new Fill(Write(dst), null, raw));

    /// <summary>dst[i] = src[index[i]].</summary>
    public void Gather(int core, View dst, View src, View index) =>
        Issue(core, Queue(dst), new Gather(Write(dst), Read(src), Read(index)));

    /// <summary>dst[index[i]] = src[i].</summary>
    public void Scatter(int core, View dst, View src, View index) =>
        Issue(core, Queue(dst), new Scatter(Change(dst), Read(src), Read(index)));

    /// <summary>Matrix product; drained when <paramref name="drain"/> is given.</summary>
    public void MatMul(int core, View sums, View a, View b, bool accumulate, View? output, DrainPlan? drain) =>
        Issue(core, UnitKind.Matrix, new MatMul(Change(sums), Read(a), Read(b),
            drain is null ? SumsDisposition.Keep : SumsDisposition.Drain, accumulate, Output(output), drain is null ? null : Drain(drain)));

    /// <summary>Convolution; drained when <paramref name="drain"/> is given.</summary>
    public void Conv(int core, View sums, View x, View w, in ConvGeometry geometry, bool accumulate, View? output, DrainPlan? drain) =>
        Issue(core, UnitKind.Matrix, new Conv(Change(sums), Read(x), Read(w), Geometry(geometry),
            drain is null ? SumsDisposition.Keep : SumsDisposition.Drain, accumulate, Output(output), drain is null ? null : Drain(drain)));

    /// <summary>Depthwise convolution, drained.</summary>
    public void DepthwiseConv(int core, View sums, View x, View w, in ConvGeometry geometry, View output, DrainPlan drain) =>
        Issue(core, UnitKind.Matrix, new DepthwiseConv(Change(sums), Read(x), Read(w), Geometry(geometry),
            SumsDisposition.Drain, false, Output(output), Drain(drain)));

    /// <summary>dst = f(src).</summary>
    public void Unary(int core, UnaryOperation operation, View dst, View src) =>
        Issue(core, UnitKind.Vector, new Unary(operation, Write(dst), Read(src)));

    /// <summary>dst = a op b.</summary>
    public void Binary(int core, BinaryOperation operation, View dst, View a, View b) =>
        Issue(core, UnitKind.Vector, new Binary(operation, Write(dst), Read(a), Read(b)));

    /// <summary>dst = a cmp b.</summary>
    public void Compare(int core, Comparison comparison, View dst, View a, View b) =>
        Issue(core, UnitKind.Vector, new Compare(comparison, Write(dst), Read(a), Read(b)));

    /// <summary>Residual addition.</summary>
    public void QuantizedAdd(int core, View dst, View a, View b, DrainPlan drain) =>
        Issue(core, UnitKind.Vector, new QuantizedAdd(Write(dst), Read(a), Read(b), Drain(drain)));

    /// <summary>dst = drain(src).</summary>
    public void Requantize(int core, View dst, View src, DrainPlan drain) =>
        Issue(core, UnitKind.Vector, new Isa.Requantize(Write(dst), Read(src), Drain(drain)));

    /// <summary>dst = (type) src.</summary>
    public void Convert(int core, View dst, View src) =>
        Issue(core, UnitKind.Vector, new Convert(Write(dst), Read(src)));

    /// <summary>fp32 to integers.</summary>
    public void Quantize(int core, View dst, View src, bool halfAway) =>
        Issue(core, UnitKind.Vector, new Quantize(Write(dst), Read(src), halfAway));

    /// <summary>Integers to fp32.</summary>
    public void Dequantize(int core, View dst, View src) =>
        Issue(core, UnitKind.Vector, new Dequantize(Write(dst), Read(src)));

    /// <summary>dst = table[raw byte of src].</summary>
    public void Lookup(int core, View dst, View src, View table) =>
        Issue(core, UnitKind.Vector, new Lookup(Write(dst), Read(src), Read(table)));

    /// <summary>Window pooling.</summary>
    public void Pool(int core, Pooling operation, View dst, View src, in ConvGeometry geometry) =>
        Issue(core, UnitKind.Vector, new Pool(operation, Write(dst), Read(src), Geometry(geometry)));

    /// <summary>Reduction of the innermost <paramref name="axes"/> dimensions.</summary>
    public void Reduce(int core, Reduction operation, View dst, View src, int axes) =>
        Issue(core, UnitKind.Vector, new Reduce(operation, Write(dst), Read(src), (uint)axes));

    /// <summary>Row softmax.</summary>
    public void Softmax(int core, View dst, View src, float beta)
    {
        RegisterId? register = null;
        if (beta != 1)
        {
            register = RegisterFile.Constant;
            Control(core, InstructionSet.Encode(new LoadImmediate(RegisterFile.Constant, System.BitConverter.SingleToInt32Bits(beta))));
        }
        Issue(core, UnitKind.Vector, new Softmax(Write(dst), Read(src), register));
    }

    /// <summary>Indices of set mask elements, and their count.</summary>
    public void Compact(int core, View dst, View mask, View count) =>
        Issue(core, UnitKind.Vector, new Compact(Write(dst), Read(mask), Write(count)));

    private static UnitKind Queue(View dst) => dst.Buffer.Space == Space.Dram ? UnitKind.Store : UnitKind.Load;

    private DescriptorId? Output(View? output) => output is null ? null : Write(output);
}
