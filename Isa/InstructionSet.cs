using System.Collections.Generic;
using System.Collections.Immutable;

namespace AccelEmu.Isa;

/// <summary>The instruction set: the only list of instructions, and what is done to any of them.</summary>
public static class InstructionSet
{
    /// <summary>Version of the encoding, kept in every program file.</summary>
    public const int Version = 1;

    /// <summary>Every instruction, by opcode.</summary>
    public static ImmutableArray<InstructionInfo> All { get; } =
    [
        Describe<Halt>(),
        Describe<TrapNow>(),
        Describe<Yield>(),
        Describe<LoadImmediate>(),
        Describe<Alu>(),
        Describe<AluImmediate>(),
        Describe<ScalarLoad>(),
        Describe<ScalarStore>(),
        Describe<Jump>(),
        Describe<Branch>(),
        Describe<Loop>(),
        Describe<Call>(),
        Describe<Return>(),
        Describe<Dispatch>(),
        Describe<SetPredicate>(),
        Describe<CombinePredicates>(),
        Describe<ReadCounter>(),
        Describe<Philox>(),
        Describe<DescriptorLoad>(),
        Describe<DescriptorSet>(),
        Describe<DescriptorSetRegister>(),
        Describe<DescriptorAdd>(),
        Describe<DescriptorAddRegister>(),
        Describe<DescriptorGet>(),
        Describe<DescriptorCopy>(),
        Describe<DescriptorSlice>(),
        Describe<DescriptorTranspose>(),
        Describe<DescriptorReshape>(),
        Describe<Sync>(),
        Describe<Move>(),
        Describe<Fill>(),
        Describe<Gather>(),
        Describe<Scatter>(),
        Describe<ScatterAdd>(),
        Describe<MatMul>(),
        Describe<Conv>(),
        Describe<DepthwiseConv>(),
        Describe<GroupedMatMul>(),
        Describe<ConfigureArray>(),
        Describe<DrainSums>(),
        Describe<Unary>(),
        Describe<Binary>(),
        Describe<Compare>(),
        Describe<Select>(),
        Describe<Reduce>(),
        Describe<Scan>(),
        Describe<Histogram>(),
        Describe<TopK>(),
        Describe<Compact>(),
        Describe<Sample>(),
        Describe<Lookup>(),
        Describe<Requantize>(),
        Describe<Convert>(),
        Describe<Quantize>(),
        Describe<Dequantize>(),
        Describe<Pool>(),
        Describe<Softmax>(),
        Describe<QuantizedAdd>(),
        Describe<RandomFill>(),
    ];

    /// <summary>The instruction with an opcode, or null.</summary>
    public static InstructionInfo? Find(Opcode opcode) => ByOpcode[(int)opcode];

    /// <summary>The instruction with a mnemonic, or null.</summary>
    public static InstructionInfo? Find(string mnemonic) => ByMnemonic.GetValueOrDefault(mnemonic);

    /// <summary>Encodes a whole word.</summary>
    public static MachineWord Encode<T>(in T instruction, InstructionHeader header = default) where T : struct, IInstruction<T>
    {
        WordEncoder encoder = new((header with { Opcode = T.Opcode }).Encode());
        T.Map(ref encoder, instruction);
        return encoder.Word;
    }

    /// <summary>Decodes the body of a word whose opcode is known to be <typeparamref name="T"/>'s. Does not validate.</summary>
    public static T Decode<T>(MachineWord word) where T : struct, IInstruction<T>
    {
        WordDecoder decoder = new(word);
        return T.Map(ref decoder, default);
    }

    /// <summary>Decodes a word and hands it to <paramref name="visitor"/>; false for an undefined opcode.</summary>
    public static bool Dispatch<TVisitor>(MachineWord word, ref TVisitor visitor) where TVisitor : IInstructionVisitor, allows ref struct
    {
        InstructionHeader header = InstructionHeader.Decode(word);
        switch (header.Opcode)
        {
            case Opcode.Halt: visitor.Visit(header, Decode<Halt>(word)); return true;
            case Opcode.TrapNow: visitor.Visit(header, Decode<TrapNow>(word)); return true;
            case Opcode.Yield: visitor.Visit(header, Decode<Yield>(word)); return true;
            case Opcode.LoadImmediate: visitor.Visit(header, Decode<LoadImmediate>(word)); return true;
            case Opcode.Alu: visitor.Visit(header, Decode<Alu>(word)); return true;
            case Opcode.AluImmediate: visitor.Visit(header, Decode<AluImmediate>(word)); return true;
            case Opcode.ScalarLoad: visitor.Visit(header, Decode<ScalarLoad>(word)); return true;
            case Opcode.ScalarStore: visitor.Visit(header, Decode<ScalarStore>(word)); return true;
            case Opcode.Jump: visitor.Visit(header, Decode<Jump>(word)); return true;
            case Opcode.Branch: visitor.Visit(header, Decode<Branch>(word)); return true;
            case Opcode.Loop: visitor.Visit(header, Decode<Loop>(word)); return true;
            case Opcode.Call: visitor.Visit(header, Decode<Call>(word)); return true;
            case Opcode.Return: visitor.Visit(header, Decode<Return>(word)); return true;
            case Opcode.Dispatch: visitor.Visit(header, Decode<Dispatch>(word)); return true;
            case Opcode.SetPredicate: visitor.Visit(header, Decode<SetPredicate>(word)); return true;
            case Opcode.CombinePredicates: visitor.Visit(header, Decode<CombinePredicates>(word)); return true;
            case Opcode.ReadCounter: visitor.Visit(header, Decode<ReadCounter>(word)); return true;
            case Opcode.Philox: visitor.Visit(header, Decode<Philox>(word)); return true;
            case Opcode.DescriptorLoad: visitor.Visit(header, Decode<DescriptorLoad>(word)); return true;
            case Opcode.DescriptorSet: visitor.Visit(header, Decode<DescriptorSet>(word)); return true;
            case Opcode.DescriptorSetRegister: visitor.Visit(header, Decode<DescriptorSetRegister>(word)); return true;
            case Opcode.DescriptorAdd: visitor.Visit(header, Decode<DescriptorAdd>(word)); return true;
            case Opcode.DescriptorAddRegister: visitor.Visit(header, Decode<DescriptorAddRegister>(word)); return true;
            case Opcode.DescriptorGet: visitor.Visit(header, Decode<DescriptorGet>(word)); return true;
            case Opcode.DescriptorCopy: visitor.Visit(header, Decode<DescriptorCopy>(word)); return true;
            case Opcode.DescriptorSlice: visitor.Visit(header, Decode<DescriptorSlice>(word)); return true;
            case Opcode.DescriptorTranspose: visitor.Visit(header, Decode<DescriptorTranspose>(word)); return true;
            case Opcode.DescriptorReshape: visitor.Visit(header, Decode<DescriptorReshape>(word)); return true;
            case Opcode.Sync: visitor.Visit(header, Decode<Sync>(word)); return true;
            case Opcode.Move: visitor.Visit(header, Decode<Move>(word)); return true;
            case Opcode.Fill: visitor.Visit(header, Decode<Fill>(word)); return true;
            case Opcode.Gather: visitor.Visit(header, Decode<Gather>(word)); return true;
            case Opcode.Scatter: visitor.Visit(header, Decode<Scatter>(word)); return true;
            case Opcode.ScatterAdd: visitor.Visit(header, Decode<ScatterAdd>(word)); return true;
            case Opcode.MatMul: visitor.Visit(header, Decode<MatMul>(word)); return true;
            case Opcode.Conv: visitor.Visit(header, Decode<Conv>(word)); return true;
            case Opcode.DepthwiseConv: visitor.Visit(header, Decode<DepthwiseConv>(word)); return true;
            case Opcode.GroupedMatMul: visitor.Visit(header, Decode<GroupedMatMul>(word)); return true;
            case Opcode.ConfigureArray: visitor.Visit(header, Decode<ConfigureArray>(word)); return true;
            case Opcode.DrainSums: visitor.Visit(header, Decode<DrainSums>(word)); return true;
            case Opcode.Unary: visitor.Visit(header, Decode<Unary>(word)); return true;
            case Opcode.Binary: visitor.Visit(header, Decode<Binary>(word)); return true;
            case Opcode.Compare: visitor.Visit(header, Decode<Compare>(word)); return true;
            case Opcode.Select: visitor.Visit(header, Decode<Select>(word)); return true;
            case Opcode.Reduce: visitor.Visit(header, Decode<Reduce>(word)); return true;
            case Opcode.Scan: visitor.Visit(header, Decode<Scan>(word)); return true;
            case Opcode.Histogram: visitor.Visit(header, Decode<Histogram>(word)); return true;
            case Opcode.TopK: visitor.Visit(header, Decode<TopK>(word)); return true;
            case Opcode.Compact: visitor.Visit(header, Decode<Compact>(word)); return true;
            case Opcode.Sample: visitor.Visit(header, Decode<Sample>(word)); return true;
            case Opcode.Lookup: visitor.Visit(header, Decode<Lookup>(word)); return true;
            case Opcode.Requantize: visitor.Visit(header, Decode<Requantize>(word)); return true;
            case Opcode.Convert: visitor.Visit(header, Decode<Convert>(word)); return true;
            case Opcode.Quantize: visitor.Visit(header, Decode<Quantize>(word)); return true;
            case Opcode.Dequantize: visitor.Visit(header, Decode<Dequantize>(word)); return true;
            case Opcode.Pool: visitor.Visit(header, Decode<Pool>(word)); return true;
            case Opcode.Softmax: visitor.Visit(header, Decode<Softmax>(word)); return true;
            case Opcode.QuantizedAdd: visitor.Visit(header, Decode<QuantizedAdd>(word)); return true;
            case Opcode.RandomFill: visitor.Visit(header, Decode<RandomFill>(word)); return true;
            default: return false;
        }
    }

    private static InstructionInfo Describe<T>() where T : struct, IInstruction<T> =>
        new(T.Opcode, T.Mnemonic, T.Class, T.Summary, typeof(T), new InstructionCodec<T>());

    private static readonly InstructionInfo?[] ByOpcode = IndexByOpcode();
    private static readonly Dictionary<string, InstructionInfo> ByMnemonic = IndexByMnemonic();

    private static InstructionInfo?[] IndexByOpcode()
    {
        InstructionInfo?[] table = new InstructionInfo?[256];
        foreach (InstructionInfo info in All)
        {
            table[(int)info.Opcode] = info;
        }
        return table;
    }

    private static Dictionary<string, InstructionInfo> IndexByMnemonic()
    {
        Dictionary<string, InstructionInfo> table = new(System.StringComparer.Ordinal);
        foreach (InstructionInfo info in All)
        {
            table.Add(info.Mnemonic, info);
        }
        return table;
    }
}
