namespace AccelEmu.Numerics;

/// <summary>
/// The scalar specification of every arithmetic operation of the machine: no cleverness, no vectors. Every kernel of every width, thread count and
/// CPU gives these bits.
/// </summary>
public static partial class Reference;
