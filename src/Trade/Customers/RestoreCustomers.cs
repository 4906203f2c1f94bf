using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Trade.Customers;

/// <summary>Puts archived customers back on the lists, and deleted ones where they were before: on the lists or archived.</summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class RestoreCustomers(
    TenantSession session,
    TradeDb db,
    CustomerRecords records,
    AuditTrail audit,
    Outbox outbox,
    TimeProvider clock
) : UseCase<RestoreCustomers, RestoreCustomers.Input, Done>
{
    public sealed record Input(IReadOnlyList<Guid> Ids);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (input.Ids.Count is 0 or > ArchiveCustomers.Most)
            return CustomerErrors.SelectionInvalid(ArchiveCustomers.Most);

        var family = await DeleteCustomers.HoldFamily(session, input.Ids, cancel);
        var customers = await db.Set<Customer>()
            .IgnoreQueryFilters([Customer.InBin])
            .Where(c => family.Contains(c.CustomerId))
            .OrderBy(c => c.CustomerId)
            .ToListAsync(cancel);
        var meant = customers.Where(c => input.Ids.Contains(c.CustomerId)).ToArray();
        if (meant.Length < input.Ids.Distinct().Count())
            return CustomerErrors.NotFound();
        if (meant.FirstOrDefault(c => c.MergedInto is not null) is { MergedInto: { } kept })
            return CustomerErrors.Merged(await records.NameOf(kept, cancel));
        if (meant.Any(c => c.RestRemovedAt is not null))
            return CustomerErrors.Removed();

        foreach (var customer in meant.Where(c => c.ArchivedAt is not null))
        {
            if (customer.DeletedAt is { } deletedAt)
                await Undelete(customer, customers.Where(c => c.MergedInto == customer.CustomerId && c.DeletedAt == deletedAt), cancel);
            else
            {
                customer.Restore(clock.GetUtcNow());
                Record("trade.customer_restored", customer, new { archived = true }, new { archived = false });
                await db.SaveChangesAsync(cancel);
            }
            if (customer.ArchivedAt is null)
                await SoleAgain(db, customer.CustomerId, cancel);
        }
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Input input) => CustomerRecords.Explain(violation);

    private async Task Undelete(Customer customer, IEnumerable<Customer> merged, CancellationToken cancel)
    {
        Guid[] back = [customer.CustomerId, .. merged.Select(m => m.CustomerId)];
        foreach (var other in merged)
            other.Undelete(clock.GetUtcNow());
        customer.Undelete(clock.GetUtcNow());
        Record("trade.customer_undeleted", customer, new { deleted = true }, new { deleted = false });
        await db.SaveChangesAsync(cancel);
        await session.Execute(
            $"""
            UPDATE trade.customer_consents SET ended_at = NULL
            WHERE tenant_id = {session.Tenant.Value} AND customer_id = ANY ({back}) AND ended_at IS NOT NULL
            """,
            cancel
        );
    }

    private void Record(string what, Customer customer, object before, object after)
    {
        audit.Record(what, CustomerAudit.Subject, customer.CustomerId, before, after);
        outbox.Publish(CustomerTold.Changed, CustomerTold.Of(customer));
    }

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
