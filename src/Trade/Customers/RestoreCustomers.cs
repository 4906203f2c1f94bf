using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Trade.Customers;

/// <summary>Puts archived customers back on the lists.</summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class RestoreCustomers(TradeDb db, CustomerRecords records, AuditTrail audit, Outbox outbox, TimeProvider clock)
    : UseCase<RestoreCustomers, RestoreCustomers.Input, Done>
{
    public sealed record Input(IReadOnlyList<Guid> Ids);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (input.Ids.Count is 0 or > ArchiveCustomers.Most)
            return CustomerErrors.SelectionInvalid(ArchiveCustomers.Most);

        var customers = await db.Set<Customer>()
            .Where(c => input.Ids.Contains(c.CustomerId))
            .OrderBy(c => c.CustomerId)
            .ToListAsync(cancel);
        if (customers.Count < input.Ids.Distinct().Count())
            return CustomerErrors.NotFound();
        if (customers.Find(c => c.MergedInto is not null) is { MergedInto: { } kept })
            return CustomerErrors.Merged(await records.NameOf(kept, cancel));

        foreach (var customer in customers.Where(c => c.ArchivedAt is not null))
        {
            customer.Restore(clock.GetUtcNow());
            audit.Record(
                "trade.customer_restored",
                CustomerAudit.Subject,
                customer.CustomerId,
                new { archived = true },
                new { archived = false }
            );
            outbox.Publish(CustomerTold.Changed, CustomerTold.Of(customer));
            await db.SaveChangesAsync(cancel);
            await SoleAgain(db, customer.CustomerId, cancel);
        }
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Input input) => CustomerRecords.Explain(violation);

    /// <summary>Who is back has numbers and addresses to itself again, but those another has taken meanwhile.</summary>
    internal static Task SoleAgain(TradeDb db, Guid customer, CancellationToken cancel) =>
        db.Set<CustomerContact>()
            .Where(c => c.CustomerId == customer)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(
                        c => c.Shared,
                        c =>
                            db.Set<CustomerContact>()
                                .Any(o => o.Kind == c.Kind && o.ValueKey == c.ValueKey && o.CustomerId != customer && !o.Shared)
                    ),
                cancel
            );
}
