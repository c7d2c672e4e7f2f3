using AccelEmu.Numerics;

namespace AccelEmu.Frontends;

/// <summary>Field numbers of TensorFlow Lite's published schema (version 3), only those that are read.</summary>
internal static class TfLiteSchema
{
    public const string Identifier = "TFL3";
    public const int Version = 3;

    public static class Model
    {
        public const int Version = 0, OperatorCodes = 1, Subgraphs = 2, Buffers = 4;
    }

    public static class OperatorCode
    {
        public const int DeprecatedBuiltin = 0, Custom = 1, Builtin = 3;
    }

    public static class Subgraph
    {
        public const int Tensors = 0, Inputs = 1, Outputs = 2, Operators = 3, Name = 4;
    }

    public static class Tensor
    {
        public const int Shape = 0, Type = 1, Buffer = 2, Name = 3, Quantization = 4, IsVariable = 5, Sparsity = 6;
    }

    public static class Quantization
    {
        public const int Scale = 2, ZeroPoint = 3, DetailsType = 4, Dimension = 6;
    }

    public static class Buffer
    {
        public const int Data = 0, Offset = 1, Size = 2;
    }

    public static class Operator
    {
        public const int Code = 0, Inputs = 1, Outputs = 2, Options = 4;
    }

    public static class ConvOptions
    {
        public const int Padding = 0, StrideW = 1, StrideH = 2, Activation = 3, DilationW = 4, DilationH = 5;
    }

    public static class DepthwiseOptions
    {
        public const int Padding = 0, StrideW = 1, StrideH = 2, Multiplier = 3, Activation = 4, DilationW = 5, DilationH = 6;
    }

    public static class PoolOptions
    {
        public const int Padding = 0, StrideW = 1, StrideH = 2, KernelW = 3, KernelH = 4, Activation = 5;
    }

    public static class FullyConnectedOptions
    {
        public const int Activation = 0, WeightsFormat = 1, KeepDimensions = 2;
    }

    /// <summary>Add, Sub, Mul and Div options.</summary>
    public static class BinaryOptions
    {
        public const int Activation = 0;
    }

    public static class ConcatenationOptions
    {
        public const int Axis = 0, Activation = 1;
    }

    public static class SoftmaxOptions
    {
        public const int Beta = 0;
    }

    public static class ReducerOptions
    {
        public const int KeepDimensions = 0;
    }

    public static class StridedSliceOptions
    {
        public const int BeginMask = 0, EndMask = 1, EllipsisMask = 2, NewAxisMask = 3, ShrinkAxisMask = 4, Offset = 5;
    }

    private static readonly string[] s_tensorTypes =
    [
        "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8", "FLOAT64", "COMPLEX128",
        "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16",
    ];

    private static readonly string[] s_operators =
    [
        "ADD", "AVERAGE_POOL_2D", "CONCATENATION", "CONV_2D", "DEPTHWISE_CONV_2D", "DEPTH_TO_SPACE", "DEQUANTIZE", "EMBEDDING_LOOKUP",
        "FLOOR", "FULLY_CONNECTED", "HASHTABLE_LOOKUP", "L2_NORMALIZATION", "L2_POOL_2D", "LOCAL_RESPONSE_NORMALIZATION", "LOGISTIC",
        "LSH_PROJECTION", "LSTM", "MAX_POOL_2D", "MUL", "RELU", "RELU_N1_TO_1", "RELU6", "RESHAPE", "RESIZE_BILINEAR", "RNN", "SOFTMAX",
        "SPACE_TO_DEPTH", "SVDF", "TANH", "CONCAT_EMBEDDINGS", "SKIP_GRAM", "CALL", "CUSTOM", "EMBEDDING_LOOKUP_SPARSE", "PAD",
        "UNIDIRECTIONAL_SEQUENCE_RNN", "GATHER", "BATCH_TO_SPACE_ND", "SPACE_TO_BATCH_ND", "TRANSPOSE", "MEAN", "SUB", "DIV", "SQUEEZE",
        "UNIDIRECTIONAL_SEQUENCE_LSTM", "STRIDED_SLICE", "BIDIRECTIONAL_SEQUENCE_RNN", "EXP", "TOPK_V2", "SPLIT", "LOG_SOFTMAX",
        "DELEGATE", "BIDIRECTIONAL_SEQUENCE_LSTM", "CAST", "PRELU", "MAXIMUM", "ARG_MAX", "MINIMUM", "LESS", "NEG", "PADV2", "GREATER",
        "GREATER_EQUAL", "LESS_EQUAL", "SELECT", "SLICE", "SIN", "TRANSPOSE_CONV", "SPARSE_TO_DENSE", "TILE", "EXPAND_DIMS", "EQUAL",
        "NOT_EQUAL", "LOG", "SUM", "SQRT", "RSQRT", "SHAPE", "POW", "ARG_MIN", "FAKE_QUANT", "REDUCE_PROD", "REDUCE_MAX", "PACK",
        "LOGICAL_OR", "ONE_HOT", "LOGICAL_AND", "LOGICAL_NOT", "UNPACK", "REDUCE_MIN", "FLOOR_DIV", "REDUCE_ANY", "SQUARE", "ZEROS_LIKE",
        "FILL", "FLOOR_MOD", "RANGE", "RESIZE_NEAREST_NEIGHBOR", "LEAKY_RELU", "SQUARED_DIFFERENCE", "MIRROR_PAD", "ABS", "SPLIT_V",
        "UNIQUE", "CEIL", "REVERSE_V2", "ADD_N", "GATHER_ND", "COS", "WHERE", "RANK", "ELU", "REVERSE_SEQUENCE", "MATRIX_DIAG", "QUANTIZE",
        "MATRIX_SET_DIAG", "ROUND", "HARD_SWISH", "IF", "WHILE",
    ];

    /// <summary>Name of a built-in operator, or its number when the schema's list goes further than ours.</summary>
    public static string OperatorName(int code) => (uint)code < (uint)s_operators.Length ? s_operators[code] : $"builtin {code}";

    /// <summary>Name of a tensor type.</summary>
    public static string TypeName(int type) => (uint)type < (uint)s_tensorTypes.Length ? s_tensorTypes[type] : $"type {type}";

    /// <summary>Our element type, or null when there is none.</summary>
    public static DType? ElementType(int type) => TypeName(type) switch
    {
        "FLOAT32" => DType.F32,
        "INT32" => DType.I32,
        "UINT8" or "BOOL" => DType.U8,
        "INT64" => DType.I64,
        "INT16" => DType.I16,
        "INT8" => DType.I8,
        _ => null,
    };
}
