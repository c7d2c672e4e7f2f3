using System;
using AccelEmu.Compiler;

namespace AccelEmu.Frontends;

/// <summary>Reads TensorFlow Lite models.</summary>
/// <remarks>
/// Reads the first subgraph. Weights become constants in the compiler's order, SAME padding becomes explicit padding. Sums of convolutions
/// and fully connected layers are scaled with one rounding (<see cref="Numerics.RequantMode.FixedSingle"/>), as TFLite does on a PC;
/// int16 models with <see cref="Numerics.RequantMode.Fixed16"/>. int8 weights of float layers (dynamic-range quantisation) become the fp32
/// numbers they stand for: TFLite instead quantises the activations at run time, which rounds more.
/// </remarks>
public static class TfLiteReader
{
    /// <summary>Translates a model.</summary>
    /// <param name="file">The file's bytes. They may be hostile: reading takes time and memory proportional to their number.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <returns>The graph; inputs and outputs have the model's order, shapes and types.</returns>
    /// <exception cref="CompileException">Code <c>tflite.*</c>: the file is damaged, or uses something unsupported; the message names file, operator or tensor, field, value, what is legal and a way out.</exception>
    public static Graph Read(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(name);
        return new TfLiteImporter(new TfLiteModel(file, name)).Run();
    }
}
