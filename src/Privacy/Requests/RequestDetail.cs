using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Subjects;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Requests;

/// <summary>One request with its steps and what there is to fetch.</summary>
internal sealed class RequestDetail(TenantSession session, DisclosureLog disclosures, IEnumerable<ISubjectKind> kinds, TimeProvider clock)
{
    internal sealed record Found(
        Guid Id,
        int Number,
        string Kind,
        string Name,
        string? Contact,
        string? Details,
        DateOnly ReceivedOn,
        DateOnly DueOn,
        string? Way,
        DateTimeOffset? IdentifiedAt,
        DateTimeOffset? ExtendedAt,
        string State,
        string? Ground,
        string? Path,
        string? EditPath,
        IReadOnlyList<Step> Steps,
        Fetching? Answer
    )
    {
        public bool IsOpen => State == "open";

        public bool Overdue { get; init; }

        /// <summary>What was said at a step; null for nothing.</summary>
        public string? NoteOf(string what) => Steps.LastOrDefault(s => s.What == what)?.Note;
    }

    internal sealed record Step(DateTimeOffset At, string? By, string What, string? Note);

    /// <param name="Open">Whether it can still be fetched.</param>
    internal sealed record Fetching(DateTimeOffset ExpiresAt, DateTimeOffset? OpenedAt, int Tries, bool Open);

    private sealed record Line(Found Head, Personal<string> Name, Personal<string>? Contact, Personal<string>? Details);

    /// <returns>Null when the business has none by that id.</returns>
    public async Task<Found?> Find(Guid id, CancellationToken cancel)
    {
        var (tenant, today) = (session.Tenant.Value, MalaysianTime.Day(clock.GetUtcNow()));
        var heading = session.Rows(
            $"""
            SELECT r.number, r.kind, r.name, r.contact, r.details, r.received_on, r.due_on, r.identity_way, r.identified_at, r.extended_at,
                r.state, r.ground, r.subject, r.subject_id, a.expires_at, a.opened_at, a.tries, a.file_id IS NOT NULL
            FROM privacy.requests r LEFT JOIN LATERAL (
                SELECT * FROM privacy.answers WHERE tenant_id = {tenant} AND request_id = r.request_id ORDER BY created_at DESC LIMIT 1
            ) a ON true
            WHERE r.tenant_id = {tenant} AND r.request_id = {id}
            """,
            row =>
            {
                var kind = row.IsDBNull(12) ? null : kinds.FirstOrDefault(k => k.Key == row.GetString(12));
                var found = new Found(
                    id,
                    row.GetInt32(0),
                    row.GetString(1),
                    "",
                    null,
                    null,
                    row.GetFieldValue<DateOnly>(5),
                    row.GetFieldValue<DateOnly>(6),
                    row.IsDBNull(7) ? null : row.GetString(7),
                    row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
                    row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
                    row.GetString(10),
                    row.IsDBNull(11) ? null : row.GetString(11),
                    kind?.PathOf(row.GetGuid(13)),
                    kind?.EditPathOf(row.GetGuid(13)),
                    [],
                    row.IsDBNull(14)
                        ? null
                        : new Fetching(
                            row.GetFieldValue<DateTimeOffset>(14),
                            row.IsDBNull(15) ? null : row.GetFieldValue<DateTimeOffset>(15),
                            row.GetInt32(16),
                            row.GetBoolean(17) && row.GetFieldValue<DateTimeOffset>(14) > clock.GetUtcNow()
                        )
                );
                return new Line(
                    found with
                    {
                        Overdue = found.IsOpen && found.DueOn < today,
                    },
                    row.Personal(2, RequestColumns.Name, id)!,
                    row.Personal(3, RequestColumns.Contact, id),
                    row.Personal(4, RequestColumns.Details, id)
                );
            },
            cancel
        );
        var stepping = session.Rows(
            $"""
            SELECT e.event_id, e.at, p.display_name, e.what, e.note FROM privacy.request_events e
            LEFT JOIN platform.known_people p ON p.tenant_id = {tenant} AND p.person_id = e.person_id
            WHERE e.tenant_id = {tenant} AND e.request_id = {id} ORDER BY e.at, e.event_id
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    At: row.GetFieldValue<DateTimeOffset>(1),
                    By: row.IsDBNull(2) ? null : row.GetString(2),
                    What: row.GetString(3),
                    Note: row.Personal(4, RequestColumns.Note, row.GetGuid(0))
                ),
            cancel
        );
        await Task.WhenAll(heading, stepping);
        if (await heading is not [var line])
            return null;

        var shown = await disclosures.Show(RequestColumns.Subject, [id], RequestColumns.All, cancel);
        return line.Head with
        {
            Name = shown.Text(line.Name, id)!,
            Contact = shown.Text(line.Contact, id),
            Details = shown.Text(line.Details, id),
            Steps = [.. (await stepping).Select(s => new Step(s.At, s.By, s.What, shown.Text(s.Note, id, s.Id)))],
        };
    }
}
