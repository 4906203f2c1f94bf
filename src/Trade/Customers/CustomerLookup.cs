using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>A customer as they are chosen where one sells.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name" example="Nur Aisyah binti Rahman">Their name.</param>
/// <param name="Kind" example="person"><c>person</c> or <c>company</c>.</param>
/// <param name="Phone" example="012-345 6789">Their first phone number, as people write it.</param>
/// <param name="Group" example="Wholesale">Their group.</param>
/// <param name="New">Added by this very request.</param>
internal sealed record PickedCustomer(Guid Id, string Name, string Kind, string? Phone, string? Group, bool New);

/// <summary>
/// A few customers by what is typed: a phone or its last four digits, the starts of words of a name, an e-mail address. For the till and
/// for search everywhere.
/// </summary>
internal sealed class CustomerLookup(TenantSession session, DisclosureLog disclosures)
{
    public const int Most = 8;

    private sealed record Found(Guid Id, Personal<string> Name, string Kind, Personal<string>? Phone, string? Group);

    public async Task<IReadOnlyList<PickedCustomer>> Find(string? typed, int most, CancellationToken cancel)
    {
        var sought = await CustomerTokens.Of(session, typed, cancel);
        if (!sought.IsAsked || sought.FindsNobody)
            return [];

        var (tenant, (tokens, groups)) = (session.Tenant.Value, sought.Flat);
        // Of thousands who are found only the newest are looked up: each LIMIT 1 keeps the order, and the last LIMIT stops the rest. Of
        // those who are shown a phone is opened too.
        var found = await session.Rows(
            $"""
            SELECT c.customer_id, c.name, c.kind, x.contact_id, x.value,
                (SELECT g.name FROM trade.customer_groups g WHERE g.tenant_id = {tenant} AND g.group_id = c.group_id)
            FROM (
                SELECT t.customer_id FROM unnest({tokens}, {groups}) AS s (token, part)
                JOIN trade.customer_tokens t ON t.tenant_id = {tenant} AND t.token = s.token
                GROUP BY t.customer_id HAVING count(DISTINCT s.part) = {sought.Groups.Length} ORDER BY t.customer_id DESC
            ) found
            CROSS JOIN LATERAL (
                SELECT customer_id, name, kind, group_id FROM trade.customers
                WHERE tenant_id = {tenant} AND customer_id = found.customer_id AND archived_at IS NULL LIMIT 1
            ) c
            LEFT JOIN LATERAL (
                SELECT contact_id, value FROM trade.customer_contacts
                WHERE tenant_id = {tenant} AND customer_id = c.customer_id AND kind = 'phone' ORDER BY place LIMIT 1
            ) x ON true
            ORDER BY found.customer_id DESC LIMIT {CustomerTokens.MostOpened - most}
            """,
            Of,
            cancel
        );
        // Whoever does not fit, or not well enough, is not shown.
        var (work, key) = (await disclosures.ForWork(cancel), SearchKey.Of(typed!));
        var best = found
            .Select(f => (Found: f, Name: work.Text(f.Name, f.Id) ?? ""))
            .Where(f => sought.Fits(f.Name))
            .OrderBy(f => !SearchKey.Of(f.Name).StartsWith(key, StringComparison.Ordinal))
            .ThenBy(f => !NameTokens.Words(f.Name).Contains(key))
            .ThenBy(f => SearchKey.Of(f.Name), StringComparer.Ordinal)
            .ThenBy(f => f.Found.Id)
            .Take(most)
            .ToArray();
        var shown = await disclosures.Show(CustomerAudit.Subject, best.Select(f => f.Found.Id), CustomerFacts.Picked, cancel);
        return
        [
            .. best.Select(f => new PickedCustomer(
                f.Found.Id,
                shown.Text(f.Found.Name, f.Found.Id)!,
                f.Found.Kind,
                shown.Text(f.Found.Phone, f.Found.Id) is { } phone ? CustomerContact.Dialled(phone) : null,
                f.Found.Group,
                New: false
            )),
        ];
    }

    private static Found Of(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.Personal(1, CustomerColumns.Name, row.GetGuid(0))!,
            row.GetString(2),
            row.IsDBNull(3) ? null : row.Personal(4, CustomerColumns.Value, row.GetGuid(3)),
            row.IsDBNull(5) ? null : row.GetString(5)
        );
}
