using Microsoft.EntityFrameworkCore;
using Niaga.Notes;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Texts;

namespace Niaga.Trade.Customers;

/// <summary>People comment on customers.</summary>
internal static class CustomerNotes
{
    public static readonly NoteKind Kind = new(
        CustomerAudit.Subject,
        "customers",
        TradePermissions.CustomersView,
        (session, id, cancel) =>
            session.Open<TradeDb>().Set<Customer>().Where(c => c.CustomerId == id).Select(c => c.Kind).FirstOrDefaultAsync(cancel)
    )
    {
        NameIsPersonal = true,
    };
}

/// <summary>What was said of a customer, in the order of all that happened; of whoever was merged into them too.</summary>
internal sealed class NoteTimeline(TenantSession session, DisclosureLog disclosures, Words words) : ICustomerTimeline
{
    private const int LongestDetail = 200;

    public string Permission => TradePermissions.CustomersView;

    public async Task<IReadOnlyList<CustomerEvent>> Of(Guid customer, DateTimeOffset before, int most, CancellationToken cancel)
    {
        var said = await session.Rows(
            $"""
            SELECT n.at, n.file, n.text, coalesce(p.display_name, ''), n.id, n.record_id FROM (
                SELECT created_at AS at, false AS file, text, person_id, comment_id AS id, record_id
                FROM notes.comments
                WHERE tenant_id = {session.Tenant.Value} AND subject = {CustomerAudit.Subject} AND removed_at IS NULL
                    AND created_at < {before} AND record_id IN (SELECT trade.customer_family({session.Tenant.Value}, {customer}))
                UNION ALL
                SELECT created_at, true, name, person_id, attachment_id, record_id
                FROM notes.attachments
                WHERE tenant_id = {session.Tenant.Value} AND subject = {CustomerAudit.Subject} AND removed_at IS NULL
                    AND created_at < {before} AND record_id IN (SELECT trade.customer_family({session.Tenant.Value}, {customer}))
            ) n LEFT JOIN platform.known_people p ON p.tenant_id = {session.Tenant.Value} AND p.person_id = n.person_id
            ORDER BY n.at DESC LIMIT {most}
            """,
            row =>
                (
                    Event: new CustomerEvent(
                        row.GetFieldValue<DateTimeOffset>(0),
                        row.GetBoolean(1) ? "paperclip" : "message",
                        words[row.GetBoolean(1) ? "notes.timeline.file" : "notes.timeline.comment", row.GetString(3)]
                    ),
                    Text: row.Personal(2, row.GetBoolean(1) ? NoteColumns.Name : NoteColumns.Text, row.GetGuid(4)),
                    Record: row.GetGuid(5)
                ),
            cancel
        );
        if (said.Count == 0)
            return [];

        var shown = await disclosures.Show(CustomerAudit.Subject, said.Select(s => s.Record), NoteColumns.Shown, cancel);
        return [.. said.Select(s => s.Event with { Detail = Start(shown.Text(s.Text, s.Record)!) })];
    }

    private static string Start(string text) => text.Length <= LongestDetail ? text : text[..LongestDetail];
}
