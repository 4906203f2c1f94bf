using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Trade.Customers;

/// <summary>
/// Takes customers off the lists; what they bought stays. Their numbers are free for another. Answers which ones were archived now.
/// </summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class ArchiveCustomers(TradeDb db, RestrictedRecords restricted, AuditTrail audit, Outbox outbox, TimeProvider clock)
    : UseCase<ArchiveCustomers, ArchiveCustomers.Input, IReadOnlyList<Guid>>
{
    public const int Most = 100;

    /// <param name="Version">The version of a single customer that is meant; null for any.</param>
    public sealed record Input(IReadOnlyList<Guid> Ids, uint? Version = null);

    public override async Task<Outcome<IReadOnlyList<Guid>>> Run(Input input, CancellationToken cancel)
    {
        if (input.Ids.Count is 0 or > Most)
            return CustomerErrors.SelectionInvalid(Most);

        var customers = await db.Set<Customer>()
            .Where(c => input.Ids.Contains(c.CustomerId))
            .OrderBy(c => c.CustomerId)
            .ToListAsync(cancel);
        if (customers.Count < input.Ids.Distinct().Count())
            return CustomerErrors.NotFound();
        if (customers.Any(c => ETags.IsStale(db, c, input.Version)))
            return PlatformErrors.ChangedByAnother();
        if (await restricted.RefuseAny(CustomerAudit.Subject, input.Ids, cancel) is { } closed)
            return closed;

        var archived = customers.Where(c => c.ArchivedAt is null).ToArray();
        foreach (var customer in archived)
        {
            customer.Archive(clock.GetUtcNow());
            audit.Record(
                "trade.customer_archived",
                CustomerAudit.Subject,
                customer.CustomerId,
                new { archived = false },
                new { archived = true }
            );
            outbox.Publish(CustomerTold.Changed, CustomerTold.Of(customer));
        }
        Guid[] ids = [.. archived.Select(c => c.CustomerId)];
        await db.Set<CustomerContact>()
            .Where(c => ids.Contains(c.CustomerId))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Shared, true), cancel);
        return ids;
    }
}
