using Niaga.Platform.Refusals;

namespace Niaga.Platform.Upgrades;

/// <summary>Refusals to the operator about keys.</summary>
internal static class UpgradeErrors
{
    public static Refusal KeysReason() => new("platform.keys_reason", 400, "Reason");

    /// <summary>Only an ended business needs its keys no more.</summary>
    public static Refusal KeysOfOneAtWork() => new("platform.keys_of_one_at_work", 409);

    public static Refusal KeysHeld() => new("platform.keys_held", 409);

    /// <summary>Rows that the law still keeps could not be read.</summary>
    public static Refusal KeysNeeded(string table, long rows) => new("platform.keys_needed", 409, null, table, rows);
}
