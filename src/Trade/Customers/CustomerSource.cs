using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Subjects;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>What is kept of a customer, for themselves; of whoever was merged into them too.</summary>
internal sealed class CustomerSource(TenantSession session, DisclosureLog disclosures) : ISubjectSource
{
    private static readonly string[] Facts = ["name", "kind", "tin", "identity", "registration", "note", "fields", "created_at"];
    private static readonly string[] Contacts = ["kind", "value"];
    private static readonly string[] Addresses = ["label", "line1", "line2", "postcode", "town", "state"];
    private static readonly string[] Agreed = ["purpose", "channel", "given_at", "withdrawn_at", "withdrawn_channel", "wording"];

    public IReadOnlyList<string> Tells { get; } =
    [
        .. new[] { "name", "tin", "identity", "registration", "note", "own" }.Select(c => "trade.customers." + c),
        "trade.customer_contacts.value",
        .. CustomerColumns.AddressParts.Select(c => $"{c.Table}.{c.Name}"),
    ];

    public async Task<IReadOnlyList<SubjectTable>> Of(Subject subject, CancellationToken cancel)
    {
        if (subject.Kind != CustomerAudit.Subject)
            return [];

        var (tenant, ids) = (session.Tenant.Value, subject.Ids.ToArray());
        var shown = await disclosures.Show(CustomerAudit.Subject, ids, CustomerFacts.All, cancel);
        var customers = await session.Rows(
            $"""
            SELECT customer_id, name, kind, tin, registration, note, fields::text, own, created_at, identity FROM trade.customers
            WHERE tenant_id = {tenant} AND customer_id = ANY ({ids}) ORDER BY created_at
            """,
            row => Customer(row, shown),
            cancel
        );
        var contacts = await session.Rows(
            $"""
            SELECT customer_id, contact_id, kind, value FROM trade.customer_contacts
            WHERE tenant_id = {tenant} AND customer_id = ANY ({ids}) ORDER BY kind, place
            """,
            row => new object?[] { row.GetString(2), Opened(row, 3, CustomerColumns.Value, shown) },
            cancel
        );
        var addresses = await session.Rows(
            $"""
            SELECT customer_id, address_id, label, line1, line2, postcode, town, state FROM trade.customer_addresses
            WHERE tenant_id = {tenant} AND customer_id = ANY ({ids}) ORDER BY place
            """,
            row =>
                CustomerColumns
                    .AddressParts.Select((column, i) => Opened(row, 2 + i, column, shown))
                    .Append(Text(row, 7))
                    .ToArray<object?>(),
            cancel
        );
        var agreed = await session.Rows(
            $"""
            SELECT c.purpose, c.channel, c.given_at, c.withdrawn_at, c.withdrawn_channel, f.wording FROM trade.customer_consents c
            LEFT JOIN trade.consent_proofs f ON f.tenant_id = {tenant} AND f.consent_id = c.consent_id
            WHERE c.tenant_id = {tenant} AND c.customer_id = ANY ({ids}) ORDER BY c.given_at
            """,
            row =>
                new object?[]
                {
                    row.GetString(0),
                    row.GetString(1),
                    row.GetFieldValue<DateTimeOffset>(2),
                    row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
                    Text(row, 4),
                    Text(row, 5),
                },
            cancel
        );
        return
        [
            new("trade.customers", Facts, customers) { Own = ["name", "kind", "tin", "identity", "registration"] },
            new("trade.customer_contacts", Contacts, contacts) { Own = Contacts },
            new("trade.customer_addresses", Addresses, addresses) { Own = Addresses },
            new("trade.customer_consents", Agreed, agreed),
        ];
    }

    private static object?[] Customer(DbDataReader row, Disclosure shown)
    {
        var id = row.GetGuid(0);
        var own = CustomerRecords.FieldsOf(shown, id, row.GetString(6), row.Personal(7, CustomerColumns.Own, id));
        return
        [
            shown.Text(row.Personal(1, CustomerColumns.Name, id), id),
            row.GetString(2),
            shown.Text(row.Personal(3, CustomerColumns.Tin, id), id),
            Identity(shown.Text(row.Personal(9, CustomerColumns.Identity, id), id)),
            shown.Text(row.Personal(4, CustomerColumns.Registration, id), id),
            shown.Text(row.Personal(5, CustomerColumns.Note, id), id),
            own.All.Count == 0 ? null : string.Join("; ", own.All.Select(f => $"{f.Key}: {f.Value}")),
            row.GetFieldValue<DateTimeOffset>(8),
        ];
    }

    /// <summary>As it is printed; what cannot be read says so.</summary>
    private static string? Identity(string? stored) => IdentityNumber.OfStored(stored)?.RevealPrinted() ?? stored;

    /// <summary>A value of a row that belongs to a customer: the first column is whose, the second its own key.</summary>
    private static string? Opened(DbDataReader row, int at, PersonalColumn column, Disclosure shown) =>
        shown.Text(row.Personal(at, column, row.GetGuid(1)), row.GetGuid(0));

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}
