using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Keeping;

/// <summary>Refusals about keeping and deleting data.</summary>
internal static class KeepingErrors
{
    /// <summary>Shorter than the law allows; the sentence names the law.</summary>
    public static Refusal BelowLaw(RetentionClass of) => new($"platform.retention_below_law_{of.Key}", 400, Field(of), of.Floor);

    /// <summary>Days outside what a business may choose.</summary>
    public static Refusal DaysOutside(RetentionClass of) => new("platform.retention_days_outside", 400, Field(of), of.Floor, of.Most);

    public static Refusal YearsTooMany(RetentionClass of) => new("platform.retention_years_too_many", 400, Field(of), of.Most);

    /// <summary>A hold must say why: somebody reads it in court.</summary>
    public static Refusal ReasonTooShort(int least) => new("platform.hold_reason_short", 400, "Reason", least);

    /// <summary>A hold whose last day is past.</summary>
    public static Refusal HoldOver() => new("platform.hold_over", 400, "Until");

    /// <summary>Never was there, came back already, or is gone for good.</summary>
    public static Refusal NotInBin() => new("platform.not_in_bin", 404);

    public static Refusal HoldRecordUnknown() => new("platform.hold_record_unknown", 400, "Record");

    /// <summary>A hold keeps it, or what it belongs to.</summary>
    public static Refusal HeldBack() => new("platform.bin_held", 409);

    /// <summary>A later record needs it, and a law keeps that one.</summary>
    /// <param name="of">The class of that record.</param>
    /// <param name="until">The last day of it.</param>
    public static Refusal NeededByLaw(RetentionClass of, DateOnly until) =>
        new($"platform.bin_needed_{of.Key}", 409, null, until.ToString("d/M/yyyy", CultureInfo.InvariantCulture));

    /// <summary>A later record needs it for as long as that one is there.</summary>
    public static Refusal StillNeeded() => new("platform.bin_needed", 409);

    /// <summary>One purge of a business at a time.</summary>
    public static Refusal PurgeUnderWay() => new("platform.purge_under_way", 409);

    internal static string Field(RetentionClass of) => char.ToUpperInvariant(of.Key[0]) + of.Key[1..];
}
