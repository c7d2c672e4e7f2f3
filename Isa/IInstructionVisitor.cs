namespace AccelEmu.Isa;

/// <summary>Something that handles every instruction of the set; adding one to the set breaks each handler until it does.</summary>
public interface IInstructionVisitor
{
    /// <summary>Handles <see cref="Halt"/>.</summary>
    void Visit(in InstructionHeader header, in Halt instruction);
    /// <summary>Handles <see cref="TrapNow"/>.</summary>
    void Visit(in InstructionHeader header, in TrapNow instruction);
    /// <summary>Handles <see cref="Yield"/>.</summary>
    void Visit(in InstructionHeader header, in Yield instruction);
    /// <summary>Handles <see cref="LoadImmediate"/>.</summary>
    void Visit(in InstructionHeader header, in LoadImmediate instruction);
    /// <summary>Handles <see cref="Alu"/>.</summary>
    void Visit(in InstructionHeader header, in Alu instruction);
    /// <summary>Handles <see cref="AluImmediate"/>.</summary>
    void Visit(in InstructionHeader header, in AluImmediate instruction);
    /// <summary>Handles <see cref="ScalarLoad"/>.</summary>
    void Visit(in InstructionHeader header, in ScalarLoad instruction);
    /// <summary>Handles <see cref="ScalarStore"/>.</summary>
    void Visit(in InstructionHeader header, in ScalarStore instruction);
    /// <summary>Handles <see cref="Jump"/>.</summary>
    void Visit(in InstructionHeader header, in Jump instruction);
    /// <summary>Handles <see cref="Branch"/>.</summary>
    void Visit(in InstructionHeader header, in Branch instruction);
    /// <summary>Handles <see cref="Loop"/>.</summary>
    void Visit(in InstructionHeader header, in Loop instruction);
    /// <summary>Handles <see cref="Call"/>.</summary>
    void Visit(in InstructionHeader header, in Call instruction);
    /// <summary>Handles <see cref="Return"/>.</summary>
    void Visit(in InstructionHeader header, in Return instruction);
    /// <summary>Handles <see cref="Dispatch"/>.</summary>
    void Visit(in InstructionHeader header, in Dispatch instruction);
    /// <summary>Handles <see cref="SetPredicate"/>.</summary>
    void Visit(in InstructionHeader header, in SetPredicate instruction);
    /// <summary>Handles <see cref="CombinePredicates"/>.</summary>
    void Visit(in InstructionHeader header, in CombinePredicates instruction);
    /// <summary>Handles <see cref="ReadCounter"/>.</summary>
    void Visit(in InstructionHeader header, in ReadCounter instruction);
    /// <summary>Handles <see cref="Philox"/>.</summary>
    void Visit(in InstructionHeader header, in Philox instruction);
    /// <summary>Handles <see cref="DescriptorLoad"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorLoad instruction);
    /// <summary>Handles <see cref="DescriptorSet"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorSet instruction);
    /// <summary>Handles <see cref="DescriptorSetRegister"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorSetRegister instruction);
    /// <summary>Handles <see cref="DescriptorAdd"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorAdd instruction);
    /// <summary>Handles <see cref="DescriptorAddRegister"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorAddRegister instruction);
    /// <summary>Handles <see cref="DescriptorGet"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorGet instruction);
    /// <summary>Handles <see cref="DescriptorCopy"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorCopy instruction);
    /// <summary>Handles <see cref="DescriptorSlice"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorSlice instruction);
    /// <summary>Handles <see cref="DescriptorTranspose"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorTranspose instruction);
    /// <summary>Handles <see cref="DescriptorReshape"/>.</summary>
    void Visit(in InstructionHeader header, in DescriptorReshape instruction);
    /// <summary>Handles <see cref="Sync"/>.</summary>
    void Visit(in InstructionHeader header, in Sync instruction);
    /// <summary>Handles <see cref="Move"/>.</summary>
    void Visit(in InstructionHeader header, in Move instruction);
    /// <summary>Handles <see cref="Fill"/>.</summary>
    void Visit(in InstructionHeader header, in Fill instruction);
    /// <summary>Handles <see cref="Gather"/>.</summary>
    void Visit(in InstructionHeader header, in Gather instruction);
    /// <summary>Handles <see cref="Scatter"/>.</summary>
    void Visit(in InstructionHeader header, in Scatter instruction);
    /// <summary>Handles <see cref="ScatterAdd"/>.</summary>
    void Visit(in InstructionHeader header, in ScatterAdd instruction);
    /// <summary>Handles <see cref="MatMul"/>.</summary>
    void Visit(in InstructionHeader header, in MatMul instruction);
    /// <summary>Handles <see cref="Conv"/>.</summary>
    void Visit(in InstructionHeader header, in Conv instruction);
    /// <summary>Handles <see cref="DepthwiseConv"/>.</summary>
    void Visit(in InstructionHeader header, in DepthwiseConv instruction);
    /// <summary>Handles <see cref="GroupedMatMul"/>.</summary>
    void Visit(in InstructionHeader header, in GroupedMatMul instruction);
    /// <summary>Handles <see cref="ConfigureArray"/>.</summary>
    void Visit(in InstructionHeader header, in ConfigureArray instruction);
    /// <summary>Handles <see cref="DrainSums"/>.</summary>
    void Visit(in InstructionHeader header, in DrainSums instruction);
    /// <summary>Handles <see cref="Unary"/>.</summary>
    void Visit(in InstructionHeader header, in Unary instruction);
    /// <summary>Handles <see cref="Binary"/>.</summary>
    void Visit(in InstructionHeader header, in Binary instruction);
    /// <summary>Handles <see cref="Compare"/>.</summary>
    void Visit(in InstructionHeader header, in Compare instruction);
    /// <summary>Handles <see cref="Select"/>.</summary>
    void Visit(in InstructionHeader header, in Select instruction);
    /// <summary>Handles <see cref="Reduce"/>.</summary>
    void Visit(in InstructionHeader header, in Reduce instruction);
    /// <summary>Handles <see cref="Scan"/>.</summary>
    void Visit(in InstructionHeader header, in Scan instruction);
    /// <summary>Handles <see cref="Histogram"/>.</summary>
    void Visit(in InstructionHeader header, in Histogram instruction);
    /// <summary>Handles <see cref="TopK"/>.</summary>
    void Visit(in InstructionHeader header, in TopK instruction);
    /// <summary>Handles <see cref="Compact"/>.</summary>
    void Visit(in InstructionHeader header, in Compact instruction);
    /// <summary>Handles <see cref="Sample"/>.</summary>
    void Visit(in InstructionHeader header, in Sample instruction);
    /// <summary>Handles <see cref="Lookup"/>.</summary>
    void Visit(in InstructionHeader header, in Lookup instruction);
    /// <summary>Handles <see cref="Requantize"/>.</summary>
    void Visit(in InstructionHeader header, in Requantize instruction);
    /// <summary>Handles <see cref="Convert"/>.</summary>
    void Visit(in InstructionHeader header, in Convert instruction);
    /// <summary>Handles <see cref="Quantize"/>.</summary>
    void Visit(in InstructionHeader header, in Quantize instruction);
    /// <summary>Handles <see cref="Dequantize"/>.</summary>
    void Visit(in InstructionHeader header, in Dequantize instruction);
    /// <summary>Handles <see cref="Pool"/>.</summary>
    void Visit(in InstructionHeader header, in Pool instruction);
    /// <summary>Handles <see cref="Softmax"/>.</summary>
    void Visit(in InstructionHeader header, in Softmax instruction);
    /// <summary>Handles <see cref="QuantizedAdd"/>.</summary>
    void Visit(in InstructionHeader header, in QuantizedAdd instruction);
    /// <summary>Handles <see cref="RandomFill"/>.</summary>
    void Visit(in InstructionHeader header, in RandomFill instruction);
}
