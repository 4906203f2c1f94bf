using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Keeping;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Trade.Customers;

/// <summary>Customers who were deleted; whoever was merged into one lies there with them.</summary>
internal sealed class CustomersBin(TenantSession session, DisclosureLog disclosures) : IBinSource
{
    internal const string Table = "trade.customers";

    public IReadOnlyList<string> Tables { get; } = [Table];

    public bool IsFor(Caller caller) => caller.May(TradePermissions.CustomersEdit);

    public async Task<List<BinItem>> Newest(int most, CancellationToken cancel)
    {
        var found = await session.Rows(
            $"""
            SELECT c.customer_id, c.name, c.deleted_at, (
                SELECT d.display_name FROM platform.audit_entries a JOIN platform.known_people d
                    ON d.tenant_id = a.tenant_id AND d.person_id = a.person_id
                WHERE a.tenant_id = c.tenant_id AND a.subject = {CustomerAudit.Subject} AND a.subject_id = c.customer_id::text
                    AND a.action = 'trade.customer_deleted' ORDER BY a.entry_id DESC LIMIT 1)
            FROM trade.customers c
            WHERE c.tenant_id = {session.Tenant.Value} AND c.deleted_at IS NOT NULL AND c.rest_removed_at IS NULL AND c.merged_into IS NULL
            ORDER BY c.deleted_at DESC LIMIT {most}
            """,
            row =>
                (
                    Id: row.GetGuid(0),
                    Name: row.Personal(1, CustomerColumns.Name, row.GetGuid(0)),
                    DeletedAt: row.GetFieldValue<DateTimeOffset>(2),
                    By: row.IsDBNull(3) ? null : row.GetString(3)
                ),
            cancel
        );
        var shown = await disclosures.Show(CustomerAudit.Subject, found.Select(f => f.Id), [CustomerFacts.Name], cancel);
        return [.. found.Select(f => new BinItem(f.Id, Table, shown.Text(f.Name, f.Id)!, $"customers/{f.Id}", f.DeletedAt, f.By))];
    }

    public Task<Outcome<Done>> Restore(string table, Guid id, UseCaseRunner runner, CancellationToken cancel) =>
        RestoreCustomers.Do(runner, new([id]), cancel);
}
