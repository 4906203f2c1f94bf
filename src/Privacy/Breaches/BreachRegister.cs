using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;

namespace Niaga.Privacy.Breaches;

/// <summary>The register of breaches, the newest first, and one of them with its steps.</summary>
internal sealed class BreachRegister(TenantSession session, DisclosureLog disclosures)
{
    public const int Most = 500;

    internal sealed record Row(
        Guid Id,
        int Number,
        DateTimeOffset KnownAt,
        string Title,
        string Story,
        string? Affected,
        string? Measures,
        int? People,
        bool Sensitive,
        bool Fraud,
        bool Financial,
        bool? Significant,
        DateTimeOffset? CommissionerToldAt,
        string? Reference,
        DateTimeOffset? PeopleToldAt,
        string? LateCommissioner,
        string? LatePeople,
        DateTimeOffset? ClosedAt,
        bool OfOperator
    )
    {
        public BreachClock Clock => new(KnownAt, Significant, CommissionerToldAt, PeopleToldAt);

        public bool IsLate(DateTimeOffset now) => ClosedAt is null && Clock.Next < now;
    }

    internal sealed record Step(DateTimeOffset At, string? By, string What, string? Note);

    private sealed record Closed(Row Open, IReadOnlyList<Personal<string>?> Values);

    public async Task<IReadOnlyList<Row>> All(CancellationToken cancel) => await Read(null, cancel);

    /// <returns>Null where the business has none by that id.</returns>
    public async Task<(Row Breach, IReadOnlyList<Step> Steps)?> Find(Guid id, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var stepping = session.Rows(
            $"""
            SELECT e.event_id, e.at, p.display_name, e.what, e.note FROM privacy.breach_events e
            LEFT JOIN platform.known_people p ON p.tenant_id = {tenant} AND p.person_id = e.person_id
            WHERE e.tenant_id = {tenant} AND e.breach_id = {id} ORDER BY e.at DESC, e.event_id DESC
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    At: row.GetFieldValue<DateTimeOffset>(1),
                    By: row.IsDBNull(2) ? null : row.GetString(2),
                    What: row.GetString(3),
                    Note: row.Personal(4, BreachColumns.Note, row.GetGuid(0))
                ),
            cancel
        );
        var reading = Read(id, cancel);
        await Task.WhenAll(stepping, reading);
        if (await reading is not [var breach])
            return null;

        var steps = await stepping;
        var shown = steps.Any(s => s.Note is not null) ? await disclosures.Show(BreachColumns.Subject, [id], ["note"], cancel) : null;
        return (breach, [.. steps.Select(s => new Step(s.At, s.By, s.What, s.Note is null ? null : shown!.Text(s.Note, id, s.Id)))]);
    }

    private async Task<List<Row>> Read(Guid? id, CancellationToken cancel)
    {
        var found = await session.Rows(
            $"""
            SELECT breach_id, number, known_at, title, story, affected, measures, late_commissioner, late_people, people, sensitive, fraud,
                financial, significant, commissioner_told_at, commissioner_reference, people_told_at, closed_at, incident IS NOT NULL
            FROM privacy.breaches WHERE tenant_id = {session.Tenant.Value} AND ({id}::uuid IS NULL OR breach_id = {id}::uuid)
            ORDER BY closed_at DESC NULLS FIRST, known_at DESC LIMIT {Most}
            """,
            Of,
            cancel
        );
        var shown = await disclosures.Show(BreachColumns.Subject, found.Select(f => f.Open.Id), BreachColumns.All, cancel);
        return
        [
            .. found.Select(f =>
            {
                string? Text(int at) => shown.Text(f.Values[at], f.Open.Id);
                return f.Open with
                {
                    Title = Text(0)!,
                    Story = Text(1)!,
                    Affected = Text(2),
                    Measures = Text(3),
                    LateCommissioner = Text(4),
                    LatePeople = Text(5),
                };
            }),
        ];
    }

    private static Closed Of(DbDataReader row)
    {
        var id = row.GetGuid(0);
        return new(
            new(
                id,
                row.GetInt32(1),
                row.GetFieldValue<DateTimeOffset>(2),
                "",
                "",
                null,
                null,
                row.IsDBNull(9) ? null : row.GetInt32(9),
                row.GetBoolean(10),
                row.GetBoolean(11),
                row.GetBoolean(12),
                row.IsDBNull(13) ? null : row.GetBoolean(13),
                Moment(row, 14),
                row.IsDBNull(15) ? null : row.GetString(15),
                Moment(row, 16),
                null,
                null,
                Moment(row, 17),
                row.GetBoolean(18)
            ),
            [
                row.Personal(3, BreachColumns.Title, id),
                row.Personal(4, BreachColumns.Story, id),
                row.Personal(5, BreachColumns.Affected, id),
                row.Personal(6, BreachColumns.Measures, id),
                row.Personal(7, BreachColumns.LateCommissioner, id),
                row.Personal(8, BreachColumns.LatePeople, id),
            ]
        );
    }

    private static DateTimeOffset? Moment(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);
}
