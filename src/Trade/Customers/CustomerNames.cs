using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Reports;

namespace Niaga.Trade.Customers;

/// <summary>A customer as a document or a list of another module names them.</summary>
/// <param name="Id">Whose page it is: the one that is kept, where they were merged.</param>
/// <param name="Name">What they are called now.</param>
/// <param name="Kind">One of <see cref="CustomerKinds"/>.</param>
/// <param name="Tin">For a tax document; null where it was not asked for.</param>
public sealed record CustomerName(Guid Id, string Name, string Kind, string? Tin);

/// <summary>
/// Names of customers for the documents of other modules, which keep an id and never a name. Who was merged is named as the one that is
/// kept.
/// </summary>
public sealed class CustomerNames(TenantSession session, DisclosureLog disclosures)
{
    /// <param name="ids">As the documents keep them.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <param name="withTin">For a tax document; else nobody sees it.</param>
    public async Task<IReadOnlyDictionary<Guid, CustomerName>> Of(
        IReadOnlyCollection<Guid> ids,
        CancellationToken cancel,
        bool withTin = false
    )
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0)
            return new Dictionary<Guid, CustomerName>();

        var (tenant, asked) = (session.Tenant.Value, ids.Distinct().ToArray());
        var rows = await session.Rows(
            $"""
            SELECT c.customer_id, k.customer_id, k.name, k.kind, k.tin FROM trade.customers c
            JOIN trade.customers k ON k.tenant_id = {tenant} AND k.customer_id = coalesce(c.merged_into, c.customer_id)
            WHERE c.tenant_id = {tenant} AND c.customer_id = ANY ({asked})
            """,
            row =>
                (
                    Asked: row.GetGuid(0),
                    Id: row.GetGuid(1),
                    Name: row.Personal(2, CustomerColumns.Name, row.GetGuid(1)),
                    Kind: row.GetString(3),
                    Tin: row.Personal(4, CustomerColumns.Tin, row.GetGuid(1))
                ),
            cancel
        );
        var shown = await disclosures.Show(
            CustomerAudit.Subject,
            rows.Select(r => r.Id),
            withTin ? [CustomerFacts.Name, CustomerFacts.Tin] : [CustomerFacts.Name],
            cancel
        );
        return rows.ToDictionary(
            r => r.Asked,
            r => new CustomerName(r.Id, shown.Text(r.Name, r.Id)!, r.Kind, withTin ? shown.Text(r.Tin, r.Id) : null)
        );
    }

    /// <summary>The name of one; null where a document has no customer.</summary>
    public async Task<CustomerName?> Of(Guid? id, CancellationToken cancel, bool withTin = false) =>
        id is { } one ? (await Of([one], cancel, withTin)).GetValueOrDefault(one) : null;

    /// <summary>For reports.</summary>
    internal static RecordNames ForReports(CustomerNames names) =>
        new(CustomerAudit.Subject, async (ids, cancel) => (await names.Of(ids, cancel)).ToDictionary(n => n.Key, n => n.Value.Name));
}
