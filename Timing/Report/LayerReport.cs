using AccelEmu.Isa;

namespace AccelEmu.Timing;

/// <summary>
/// What one node of the model cost. The rows of a report, the one of node −1 (instructions of no node, idle units) included, add up exactly to the
/// report's totals, in every column but start and end.
/// </summary>
/// <param name="Node">Index in the program's nodes; −1 = none.</param>
/// <param name="Name">Node name; empty for none.</param>
/// <param name="Start">Start of its first instruction; 0 for a node that has none.</param>
/// <param name="End">Completion of its last instruction.</param>
/// <param name="Cycles">Its share of the run: by how much it moved the completion of everything that completed before it.</param>
/// <param name="Busy">Busy cycles by kind of unit.</param>
/// <param name="Terms">Busy cycles by name.</param>
/// <param name="Stalls">Stalls in front of its instructions, by cause.</param>
/// <param name="Events">Counts.</param>
/// <param name="Utilization">MACs / (<paramref name="Cycles"/> · processing elements of the machine); 0 without cycles.</param>
public sealed record LayerReport(
    int Node,
    string Name,
    long Start,
    long End,
    long Cycles,
    Tally<UnitKind> Busy,
    Tally<CostTerm> Terms,
    Tally<StallCause> Stalls,
    Tally<EventKind> Events,
    double Utilization);
