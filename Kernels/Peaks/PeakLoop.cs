using System;

namespace AccelEmu.Kernels;

/// <summary>A loop that does nothing but one multiply-accumulate instruction on registers: what kernels of that instruction are held against.</summary>
/// <param name="Instruction">Instruction and registers, such as <c>vpdpbusd zmm</c>.</param>
/// <param name="Operands">What it multiplies: <c>i8</c> (u8 × s8), <c>i16</c>, <c>f32</c> or <c>bf16</c>.</param>
/// <param name="Tier">Lowest tier that may use the instruction.</param>
/// <param name="MacsPerRound">Multiply-accumulates of one round of the loop.</param>
/// <param name="Run">Runs a number of rounds.</param>
public sealed record PeakLoop(string Instruction, string Operands, KernelTier Tier, double MacsPerRound, Action<long> Run);
