using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Kernels;

/// <content>The inner loop.</content>
internal static unsafe partial class LaneRows
{
    /// <summary>An operator over one run of elements at one width, its types resolved. The third source has the second one's type.</summary>
    private static class LaneRun<TOperator, L, V, TTo, TA, TB>
        where TOperator : struct, ILaneOperator
        where L : struct, ILanes<V>
        where V : struct
        where TTo : struct, IElement
        where TA : struct, IElement
        where TB : struct, IElement
    {
        // The tail goes through buffers of one vector, so that nothing beyond the run is touched.
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public static void Run(in Rows<TOperator> rows, byte* to, byte* a, byte* b, byte* c, int count)
        {
            byte* line = stackalloc byte[4 * 64];
            int stepA = Start<TA>(rows.A.IsRepeated, ref a, line);
            int stepB = TOperator.Sources > 1 ? Start<TB>(rows.B.IsRepeated, ref b, line + 64) : 0;
            int stepC = TOperator.Sources > 2 ? Start<TB>(rows.C.IsRepeated, ref c, line + 128) : 0;
            V low = L.Splat(rows.Low), high = L.Splat(rows.High);
            bool clamp = rows.Low != rows.High;
            int i = 0;
            for (; i + L.Count <= count; i += L.Count, a += stepA, b += stepB, c += stepC, to += TTo.Bytes * L.Count)
            {
                TTo.Store<L, V>(to, Invoke(a, b, c, clamp, low, high));
            }
            int rest = count - i;
            if (rest > 0)
            {
                a = Tail<TA>(stepA, a, rest, line);
                b = TOperator.Sources > 1 ? Tail<TB>(stepB, b, rest, line + 64) : b;
                c = TOperator.Sources > 2 ? Tail<TB>(stepC, c, rest, line + 128) : c;
                TTo.Store<L, V>(line + 192, Invoke(a, b, c, clamp, low, high));
                Buffer.MemoryCopy(line + 192, to, 64, rest * TTo.Bytes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Invoke(byte* a, byte* b, byte* c, bool clamp, V low, V high)
        {
            V first = TA.Load<L, V>(a);
            V second = TOperator.Sources > 1 ? TB.Load<L, V>(b) : first;
            V third = TOperator.Sources > 2 ? TB.Load<L, V>(c) : first;
            V result = TOperator.Invoke<L, V>(first, second, third);
            return TOperator.Saturates && clamp ? L.Min(L.Max(result, low), high) : result;
        }

        // A repeated element fills the line and stays there. Returns the step to the next vector.
        private static int Start<T>(bool isRepeated, ref byte* from, byte* line)
            where T : struct, IElement
        {
            if (!isRepeated)
            {
                return T.Bytes * L.Count;
            }
            for (int i = 0; i < 16; i++)
            {
                Buffer.MemoryCopy(from, line + (i * T.Bytes), T.Bytes, T.Bytes);
            }
            from = line;
            return 0;
        }

        private static byte* Tail<T>(int step, byte* from, int rest, byte* line)
            where T : struct, IElement
        {
            if (step != 0)
            {
                new Span<byte>(line, 64).Clear();
                Buffer.MemoryCopy(from, line, 64, rest * T.Bytes);
            }
            return line;
        }
    }
}
