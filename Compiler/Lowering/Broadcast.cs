namespace AccelEmu.Compiler;

/// <summary>Views with the dimensions of a result: leading ones added, extents of 1 repeated by a stride of 0.</summary>
internal static class Broadcast
{
    /// <summary>Broadcasts <paramref name="view"/> to <paramref name="dims"/>.</summary>
    public static View To(View view, long[] dims, string node)
    {
        int lead = dims.Length - view.Dims.Length;
        long[] strides = new long[dims.Length];
        bool fits = lead >= 0;
        for (int i = 0; fits && i < view.Dims.Length; i++)
        {
            fits = view.Dims[i] == dims[lead + i] || view.Dims[i] == 1;
            strides[lead + i] = view.Dims[i] == dims[lead + i] ? view.Strides[i] : 0;
        }
        return fits
            ? view with { Dims = dims, Strides = strides }
            : throw new CompileException("compile.shape", node, $"broadcasts [{string.Join(", ", view.Dims)}] to [{string.Join(", ", dims)}]; legal: equal extents or 1");
    }
}
