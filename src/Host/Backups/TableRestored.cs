using Niaga.Contract;

namespace Niaga.Host.Backups;

/// <summary>What a restore does to a table.</summary>
/// <param name="Table">Schema and name.</param>
/// <param name="As">By which rule.</param>
/// <param name="Then">Rows at the time.</param>
/// <param name="Now">Rows here before.</param>
/// <param name="Lacking">Then, not now: they come back.</param>
/// <param name="Changed">In both, and not the same.</param>
/// <param name="Later">Now, not then: documents stay; of what is replaced they go.</param>
/// <param name="Needed">Of those, how many stay although the table is replaced, because something that stays points to them.</param>
internal sealed record TableRestored(
    string Table,
    RestoredAs As,
    long Then,
    long Now,
    long Lacking,
    long Changed,
    long Later,
    long Needed = 0
)
{
    /// <summary>For the person at the terminal.</summary>
    public string InWords =>
        As switch
        {
            RestoredAs.Replaced => $"{Table}: {Lacking} come back, {Changed} change, {Later - Needed} later ones go"
                + (Needed > 0 ? $", {Needed} stay since something points to them" : ""),
            RestoredAs.Highest => $"{Table}: {Lacking} come back; numbers do not fall",
            _ => $"{Table}: {Lacking} come back; {Later} later ones stay",
        };
}
