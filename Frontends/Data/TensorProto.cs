using System;
using System.Linq;
using AccelEmu.Compiler;
using AccelEmu.Frontends.Protocol;
using Google.Protobuf;

namespace AccelEmu.Frontends;

/// <summary>ONNX's TensorProto files (.pb), as test data sets hold them.</summary>
public static class TensorProto
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="CompileException">Code <c>onnx.*</c>: the file is damaged, or has a type that is not read.</exception>
    public static TensorData Read(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            TensorMessage message = TensorMessage.Parser.WithDiscardUnknownFields(true).ParseFrom(file);
            return new TensorData(OnnxElements.Type(message.ElementType, name), OnnxElements.Shape(message, name), OnnxElements.Contents(message, name), message.Name);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CompileException("onnx.malformed", name, $"{e.Message} The file is damaged or not a TensorProto; write it again");
        }
    }

    /// <summary>A tensor as a file.</summary>
    /// <exception cref="CompileException">The type has no ONNX element type.</exception>
    public static byte[] Write(TensorData tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Message(tensor).ToByteArray();
    }

    internal static TensorMessage Message(TensorData tensor)
    {
        TensorMessage message = new() { Name = tensor.Name, ElementType = OnnxElements.Code(tensor.Type), Raw = ByteString.CopyFrom(tensor.Bytes) };
        message.Dimensions.AddRange(tensor.Shape.Select(e => (long)e));
        return message;
    }
}
