using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Reports;

namespace Niaga.Platform.Restrictions;

/// <summary>Who opened restricted records with a reason: those that wait to be looked over first, then the newest.</summary>
public sealed class OpeningList(
    TenantSession session,
    DisclosureLog disclosures,
    IEnumerable<RestrictedKind> kinds,
    IEnumerable<RecordNames> names
)
{
    public const int Most = 200;

    /// <param name="Id">Its id.</param>
    /// <param name="Who">Who opened it.</param>
    /// <param name="Subject">Kind of record.</param>
    /// <param name="Path">The record's page, or null where its kind is gone.</param>
    /// <param name="Name">What the record is called.</param>
    /// <param name="Ground">One of <see cref="OpenRestricted.Grounds"/>.</param>
    /// <param name="Reason">In their words.</param>
    /// <param name="OpenedAt">When.</param>
    /// <param name="ReviewedAt">When somebody looked it over; null while it waits.</param>
    /// <param name="ReviewedBy">Who did.</param>
    public sealed record Row(
        Guid Id,
        string? Who,
        string Subject,
        string? Path,
        string? Name,
        string Ground,
        string Reason,
        DateTimeOffset OpenedAt,
        DateTimeOffset? ReviewedAt,
        string? ReviewedBy
    );

    private sealed record Found(Row Row, Guid Record, Personal<string> Reason);

    public async Task<IReadOnlyList<Row>> All(CancellationToken cancel)
    {
        var paths = kinds.ToDictionary(k => k.Subject, k => k.Path);
        var found = await session.Rows(
            $"""
            SELECT o.opening_id, p.display_name, o.subject, o.record_id, o.ground, o.reason, o.opened_at, o.reviewed_at, r.display_name
            FROM platform.record_openings o
            LEFT JOIN platform.known_people p ON p.tenant_id = o.tenant_id AND p.person_id = o.person_id
            LEFT JOIN platform.known_people r ON r.tenant_id = o.tenant_id AND r.person_id = o.reviewed_by
            WHERE o.tenant_id = {session.Tenant.Value}
            ORDER BY o.reviewed_at IS NOT NULL, o.opened_at DESC LIMIT {Most}
            """,
            row => new Found(
                new(
                    row.GetGuid(0),
                    row.IsDBNull(1) ? null : row.GetString(1),
                    row.GetString(2),
                    paths.TryGetValue(row.GetString(2), out var path) ? $"{path}/{row.GetGuid(3)}" : null,
                    null,
                    row.GetString(4),
                    "",
                    row.GetFieldValue<DateTimeOffset>(6),
                    row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
                    row.IsDBNull(8) ? null : row.GetString(8)
                ),
                row.GetGuid(3),
                row.Personal(5, OpenRestricted.Reason, row.GetGuid(0))!
            ),
            cancel
        );
        var called = new Dictionary<Guid, string>();
        foreach (var kind in found.GroupBy(f => f.Row.Subject))
        {
            if (names.FirstOrDefault(n => n.Kind == kind.Key) is not { } of)
                continue;
            foreach (var (id, name) in await of.Of([.. kind.Select(f => f.Record).Distinct()], cancel))
                called[id] = name;
        }
        // What their members wrote, for whoever looks it over: it is about the looking, and the record's reader is told apart.
        var opened = await disclosures.ForWork(cancel);
        return [.. found.Select(f => f.Row with { Name = called.GetValueOrDefault(f.Record), Reason = opened.Text(f.Reason, f.Row.Id)! })];
    }
}
