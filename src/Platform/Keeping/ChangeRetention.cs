using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Keeping;

/// <summary>Chooses how long records are kept, never below what the law asks.</summary>
[Needs(PlatformPermissions.RetentionManage)]
internal sealed class ChangeRetention(TenantSession session, RetentionPeriods periods, AuditTrail audit, TimeProvider clock)
    : UseCase<ChangeRetention, ChangeRetention.Input, Done>
{
    /// <param name="Periods">
    /// By key of the class, as typed: days or years. A class left out stays; an empty one goes back to what is usual.
    /// </param>
    public sealed record Input(IReadOnlyDictionary<string, string?> Periods);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var wanted = new Dictionary<RetentionClass, int>();
        foreach (var known in RetentionClass.All.Where(c => input.Periods.ContainsKey(c.Key)))
        {
            if (Read(known, input.Periods[known.Key], refusals) is { } period)
                wanted[known] = period;
        }
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var before = await periods.Read(cancel);
        foreach (var (known, period) in wanted.Where(w => before[w.Key] != w.Value))
        {
            await session.Execute(
                $"""
                INSERT INTO platform.retention_periods (tenant_id, class, period, changed_at)
                VALUES ({session.Tenant.Value}, {known.Key}, {period}, {clock.GetUtcNow()})
                ON CONFLICT (tenant_id, class) DO UPDATE SET period = excluded.period, changed_at = excluded.changed_at
                """,
                cancel
            );
            audit.Record(
                "platform.retention_changed",
                "platform.retention",
                known.Key,
                new { period = before[known] },
                new { retentionClass = known.Key, period }
            );
        }
        return default(Done);
    }

    private static int? Read(RetentionClass known, string? typed, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return known.Usual;

        Refusal? refused =
            !int.TryParse(typed.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var period)
                ? PlatformErrors.Unreadable("number", KeepingErrors.Field(known))
            : !known.HasLaw && (period < known.Floor || period > known.Most) ? KeepingErrors.DaysOutside(known)
            : period < known.Floor ? KeepingErrors.BelowLaw(known)
            : period > known.Most ? KeepingErrors.YearsTooMany(known)
            : null;
        if (refused is null)
            return period;

        refusals.Add(refused);
        return null;
    }
}
