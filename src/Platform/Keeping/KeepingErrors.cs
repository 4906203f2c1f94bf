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

    internal static string Field(RetentionClass of) => char.ToUpperInvariant(of.Key[0]) + of.Key[1..];
}
