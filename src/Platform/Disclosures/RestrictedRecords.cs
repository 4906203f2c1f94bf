using System.Collections.Frozen;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Disclosures;

/// <summary>
/// Records that only named members open. Of one that is closed to the caller they see what it is called and nothing else, wherever it
/// stands; who must see more says why first and has an hour.
/// </summary>
public sealed class RestrictedRecords(TenantSession session, Caller caller, TimeProvider clock)
{
    /// <summary>How long an opening lasts.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromMinutes(60);

    /// <summary>Everything restricted in the business, remembered: there is little of it and every page asks.</summary>
    private sealed record All(FrozenDictionary<(string Subject, Guid Record), Guid[]> People);

    /// <summary>How a record stands to the caller.</summary>
    /// <param name="People">Who opens it without saying why; null where it is not restricted.</param>
    /// <param name="IsMine">The caller is one of them.</param>
    /// <param name="OpenUntil">Until when they have opened it with a reason; null where they have not, or the hour is over.</param>
    /// <param name="ClosedSince">When their last hour was over, within the last day; null without one.</param>
    public sealed record Standing(IReadOnlyList<Guid>? People, bool IsMine, DateTimeOffset? OpenUntil, DateTimeOffset? ClosedSince)
    {
        public bool IsRestricted => People is not null;

        public bool IsClosed => IsRestricted && !IsMine && OpenUntil is null;
    }

    /// <summary>How one record stands to the caller, for its page.</summary>
    public async Task<Standing> Of(string subject, Guid record, CancellationToken cancel)
    {
        if (!(await Known(cancel)).People.TryGetValue((subject, record), out var people))
            return new(null, false, null, null);
        if (IsOneOf(people))
            return new(people, true, null, null);

        var now = clock.GetUtcNow();
        var last = (await Hours(subject, [record], now - TimeSpan.FromDays(1), cancel)).GetValueOrDefault(record);
        return new(people, false, last > now ? last : null, last <= now && last != default ? last : null);
    }

    /// <summary>Why the caller may not change or merge a record, or null.</summary>
    public async Task<Refusal?> Refuse(string subject, Guid record, CancellationToken cancel) =>
        (await Of(subject, record, cancel)).IsClosed ? PlatformErrors.RecordRestricted() : null;

    /// <summary>Why the caller may not do something to all of some records at once, or null.</summary>
    public async Task<Refusal?> RefuseAny(string subject, IReadOnlyList<Guid> records, CancellationToken cancel) =>
        (await Among(subject, records, cancel)).Closed.Count > 0 ? PlatformErrors.RecordRestricted() : null;

    /// <summary>Those of some records that are closed to the caller, and those that they opened with a reason.</summary>
    internal async ValueTask<(FrozenSet<Guid> Closed, FrozenSet<Guid> ByException)> Among(
        string subject,
        IReadOnlyList<Guid> records,
        CancellationToken cancel
    )
    {
        var known = await Known(cancel);
        if (known.People.Count == 0)
            return ([], []);

        Guid[] others = [.. records.Where(r => known.People.TryGetValue((subject, r), out var people) && !IsOneOf(people))];
        if (others.Length == 0)
            return ([], []);

        var now = clock.GetUtcNow();
        var open = await Hours(subject, others, now, cancel);
        return (others.Where(r => !open.ContainsKey(r)).ToFrozenSet(), open.Keys.ToFrozenSet());
    }

    private bool IsOneOf(Guid[] people) => caller.Person is { } me && people.Contains(me.Value);

    /// <summary>Until when the caller's last opening of each lasts, of those that lasted beyond a moment.</summary>
    private async Task<Dictionary<Guid, DateTimeOffset>> Hours(
        string subject,
        Guid[] records,
        DateTimeOffset beyond,
        CancellationToken cancel
    )
    {
        if (caller.Person is not { } me)
            return [];

        var rows = await session.Rows(
            $"""
            SELECT record_id, max(until) FROM platform.record_openings
            WHERE tenant_id = {session.Tenant.Value} AND person_id = {me.Value} AND subject = {subject} AND record_id = ANY ({records})
                AND until > {beyond}
            GROUP BY record_id
            """,
            row => (Record: row.GetGuid(0), Until: row.GetFieldValue<DateTimeOffset>(1)),
            cancel
        );
        return rows.ToDictionary(r => r.Record, r => r.Until);
    }

    private ValueTask<All> Known(CancellationToken cancel) => session.Remember(() => Read(cancel));

    private async Task<All> Read(CancellationToken cancel)
    {
        var rows = await session.Rows(
            $"SELECT subject, record_id, people FROM platform.restricted_records WHERE tenant_id = {session.Tenant.Value}",
            row => (Key: (row.GetString(0), row.GetGuid(1)), People: row.GetFieldValue<Guid[]>(2)),
            cancel
        );
        return new(rows.ToFrozenDictionary(r => r.Key, r => r.People));
    }
}
