using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Subjects;

namespace Niaga.Privacy.Requests;

/// <summary>What somebody asked before, and what was said about it, for themselves.</summary>
internal sealed class RequestSource(TenantSession session, DisclosureLog disclosures) : ISubjectSource
{
    private static readonly string[] Asked = ["number", "kind", "received_on", "state", "name", "contact", "details"];
    private static readonly string[] Steps = ["at", "what", "note"];

    public IReadOnlyList<string> Tells { get; } =
    ["privacy.requests.name", "privacy.requests.contact", "privacy.requests.details", "privacy.request_events.note"];

    public async Task<IReadOnlyList<SubjectTable>> Of(Subject subject, CancellationToken cancel)
    {
        var (tenant, ids) = (session.Tenant.Value, subject.Ids.ToArray());
        var requests = await session.Rows(
            $"""
            SELECT request_id, number, kind, received_on, state, name, contact, details FROM privacy.requests
            WHERE tenant_id = {tenant} AND subject = {subject.Kind} AND subject_id = ANY ({ids}) ORDER BY number
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    Open: new object?[] { row.GetInt32(1), row.GetString(2), row.GetFieldValue<DateOnly>(3), row.GetString(4) },
                    Name: row.Personal(5, RequestColumns.Name, row.GetGuid(0)),
                    Contact: row.Personal(6, RequestColumns.Contact, row.GetGuid(0)),
                    Details: row.Personal(7, RequestColumns.Details, row.GetGuid(0))
                ),
            cancel
        );
        var asked = requests.Select(r => r.Id).ToArray();
        var steps = await session.Rows(
            $"""
            SELECT event_id, request_id, at, what, note FROM privacy.request_events
            WHERE tenant_id = {tenant} AND request_id = ANY ({asked}) ORDER BY at, event_id
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    Request: row.GetGuid(1),
                    At: row.GetFieldValue<DateTimeOffset>(2),
                    What: row.GetString(3),
                    Note: row.Personal(4, RequestColumns.Note, row.GetGuid(0))
                ),
            cancel
        );
        var shown = await disclosures.Show(RequestColumns.Subject, asked, RequestColumns.All, cancel);
        return
        [
            new(
                "privacy.requests",
                Asked,
                [
                    .. requests.Select(r =>
                        (IReadOnlyList<object?>)
                            [.. r.Open, shown.Text(r.Name, r.Id), shown.Text(r.Contact, r.Id), shown.Text(r.Details, r.Id)]
                    ),
                ]
            )
            {
                Own = ["name", "contact"],
            },
            new(
                "privacy.request_events",
                Steps,
                [.. steps.Select(s => (IReadOnlyList<object?>)[s.At, s.What, shown.Text(s.Note, s.Request, s.Id)])]
            ),
        ];
    }
}
