using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Trade.Customers;

/// <summary>
/// Puts customers into the bin, with whoever was merged into them. They come back from it until their time is over. Answers which ones were
/// deleted now.
/// </summary>
[Needs(TradePermissions.CustomersDelete)]
internal sealed class DeleteCustomers(
    TenantSession session,
    TradeDb db,
    CustomerRecords records,
    RestrictedRecords restricted,
    AuditTrail audit,
    Outbox outbox,
    TimeProvider clock
) : UseCase<DeleteCustomers, DeleteCustomers.Input, IReadOnlyList<Guid>>
{
    /// <param name="Version">The version of a single customer that is meant; null for any.</param>
    public sealed record Input(IReadOnlyList<Guid> Ids, uint? Version = null);

    public override async Task<Outcome<IReadOnlyList<Guid>>> Run(Input input, CancellationToken cancel)
    {
        if (input.Ids.Count is 0 or > ArchiveCustomers.Most)
            return CustomerErrors.SelectionInvalid(ArchiveCustomers.Most);

        var family = await HoldFamily(session, input.Ids, cancel);
        var customers = await db.Set<Customer>().Where(c => family.Contains(c.CustomerId)).OrderBy(c => c.CustomerId).ToListAsync(cancel);
        var meant = customers.Where(c => input.Ids.Contains(c.CustomerId)).ToArray();
        if (meant.Length < input.Ids.Distinct().Count())
            return CustomerErrors.NotFound();
        if (meant.FirstOrDefault(c => c.MergedInto is not null) is { MergedInto: { } kept })
            return CustomerErrors.Merged(await records.NameOf(kept, cancel));
        if (meant.Any(c => ETags.IsStale(db, c, input.Version)))
            return PlatformErrors.ChangedByAnother();
        if (await restricted.RefuseAny(CustomerAudit.Subject, family, cancel) is { } closed)
            return closed;

        var now = clock.GetUtcNow();
        foreach (var customer in customers)
            customer.Delete(now);
        foreach (var customer in meant)
        {
            audit.Record(
                "trade.customer_deleted",
                CustomerAudit.Subject,
                customer.CustomerId,
                new { deleted = false },
                new { deleted = true }
            );
            outbox.Publish(CustomerTold.Deleted, CustomerTold.Of(customer));
        }
        await db.Set<CustomerContact>()
            .Where(c => family.Contains(c.CustomerId))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Shared, true), cancel);
        await session.Execute(
            $"""
            UPDATE trade.customer_consents SET ended_at = {now}
            WHERE tenant_id = {session.Tenant.Value} AND customer_id = ANY ({family}) AND withdrawn_at IS NULL
            """,
            cancel
        );
        return (Guid[])[.. meant.Select(c => c.CustomerId)];
    }

    /// <summary>Some customers and whoever was merged into them, held in one order.</summary>
    internal static async Task<Guid[]> HoldFamily(TenantSession session, IReadOnlyList<Guid> customers, CancellationToken cancel)
    {
        Guid[] ids = [.. customers];
        return
        [
            .. await session.Rows(
                $"""
                SELECT customer_id FROM trade.customers
                WHERE tenant_id = {session.Tenant.Value} AND (customer_id = ANY ({ids}) OR merged_into = ANY ({ids}))
                ORDER BY customer_id FOR NO KEY UPDATE
                """,
                row => row.GetGuid(0),
                cancel
            ),
        ];
    }
}
