namespace AccelEmu.Compiler;

/// <summary>What a descriptor operand of an instruction must hold; which of the 64 descriptors that will be is decided when the code is written.</summary>
/// <param name="Shape">Everything but addresses: a number of <see cref="OperandShapes"/>.</param>
/// <param name="Addresses">The address fields, in the order of <see cref="OperandShapes.AddressFields"/>.</param>
/// <param name="Rows">Run-time extent of dimension 0.</param>
/// <param name="Residual">For a drain: the operand of the same instruction that is its residual; −1 = none.</param>
internal readonly record struct Operand(int Shape, long[] Addresses, RunTimeExtent? Rows, int Residual);
