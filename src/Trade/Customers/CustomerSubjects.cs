using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Subjects;

namespace Niaga.Trade.Customers;

/// <summary>Customers may ask what is kept of them.</summary>
internal sealed class CustomerSubjects(
    TenantSession session,
    CustomerLookup lookup,
    CustomerNames names,
    OtherCustomers others,
    DisclosureLog disclosures,
    Caller caller,
    AuditTrail audit,
    TimeProvider clock
) : ISubjectKind
{
    public string Key => CustomerAudit.Subject;

    public string Permission => TradePermissions.CustomersView;

    public string PathOf(Guid id) => $"customers/{id}";

    public string EditPathOf(Guid id) => $"customers/{id}/edit";

    public Task<IReadOnlyList<string>> MaskOthers(IReadOnlyList<string> texts, Subject asker, string mask, CancellationToken cancel) =>
        others.Mask(texts, asker, mask, cancel);

    public async Task<IReadOnlyList<Subject>> Search(string typed, int most, CancellationToken cancel) =>
        [.. (await lookup.Find(typed, most, cancel)).Select(c => new Subject(Key, c.Id, c.Name, c.Phone, [c.Id]))];

    public async Task<Subject?> Find(Guid id, CancellationToken cancel)
    {
        if (await names.Of(id, cancel) is not { } kept)
            return null;

        var phones = await session.Rows(
            $"""
            SELECT contact_id, value FROM trade.customer_contacts
            WHERE tenant_id = {session.Tenant.Value} AND customer_id = {kept.Id} ORDER BY kind DESC, place LIMIT 1
            """,
            row => row.Personal(1, CustomerColumns.Value, row.GetGuid(0)),
            cancel
        );
        var family = await session.Rows(
            $"SELECT * FROM trade.customer_family({session.Tenant.Value}, {kept.Id})",
            row => row.GetGuid(0),
            cancel
        );
        var shown = await disclosures.Show(Key, [kept.Id], [CustomerFacts.Phone], cancel);
        return new(
            Key,
            kept.Id,
            kept.Name,
            phones is [{ } first] && shown.Text(first, kept.Id) is { } reached ? Reached(reached) : null,
            family
        );
    }

    public async Task<int> EndConsents(Guid id, bool marketing, CancellationToken cancel)
    {
        var by = (object?)caller.Person?.Value ?? DBNull.Value;
        var ended = await session.Rows(
            $"""
            UPDATE trade.customer_consents SET withdrawn_at = greatest({clock.GetUtcNow()}, given_at), withdrawn_channel = 'request',
                withdrawn_by = {by}::uuid
            WHERE tenant_id = {session.Tenant.Value} AND withdrawn_at IS NULL
                AND (NOT {marketing} OR purpose = ANY ({Consents.Marketing.ToArray()}))
                AND customer_id IN (SELECT trade.customer_family({session.Tenant.Value}, {id}))
            RETURNING customer_id, purpose
            """,
            row => (Customer: row.GetGuid(0), Purpose: row.GetString(1)),
            cancel
        );
        foreach (var (customer, purpose) in ended)
            audit.Record("trade.consent_withdrawn", Key, customer, before: new { purpose }, after: new { channel = "request" });
        return ended.Count;
    }

    private static string Reached(string contact) => contact.StartsWith('+') ? CustomerContact.Dialled(contact) : contact;
}
