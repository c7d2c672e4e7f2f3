using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>What one unit did. <see cref="Busy"/> is the sum of <see cref="Terms"/>; busy and stalls add up to the total cycles of the run.</summary>
/// <param name="Core">Core.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Instructions">Instructions executed; for control, words issued.</param>
/// <param name="Busy">Busy cycles.</param>
/// <param name="Terms">Busy cycles by name.</param>
/// <param name="Stalls">Cycles it stood still, by cause.</param>
/// <param name="Queued">Cycles instructions stood in its queue because the unit was busy, summed over instructions.</param>
public sealed record UnitReport(int Core, UnitId Unit, long Instructions, long Busy, Tally<CostTerm> Terms, Tally<StallCause> Stalls, long Queued);
