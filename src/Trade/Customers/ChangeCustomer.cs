using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Trade.Customers;

/// <summary>Changes what the business says about a customer.</summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class ChangeCustomer(TradeDb db, CustomerRecords records, RestrictedRecords restricted, AuditTrail audit, Outbox outbox)
    : UseCase<ChangeCustomer, ChangeCustomer.Input, Changed>
{
    /// <param name="Customer">All of it.</param>
    /// <param name="Version">The version the change was made from; null overwrites.</param>
    public sealed record Input(Guid Id, CustomerInput Customer, uint? Version);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        if (await db.Set<Customer>().SingleOrDefaultAsync(c => c.CustomerId == input.Id, cancel) is not { } customer)
            return CustomerErrors.NotFound();
        if (await restricted.Refuse(CustomerAudit.Subject, input.Id, cancel) is { } closed)
            return closed;
        if (customer.MergedInto is { } kept)
            return CustomerErrors.Merged(await records.NameOf(kept, cancel));
        var before = await records.DetailsOf(customer, cancel);
        if (!(await records.Check(input.Customer, customer.CustomerId, before, cancel)).Succeeded(out var read, out var refusal))
            return refusal;
        if (ETags.IsStale(db, customer, input.Version))
            return PlatformErrors.ChangedByAnother();
        if (CustomerAudit.AreSame(before, read.Details))
            return new Changed(ETags.VersionOf(db, customer));

        await records.Change(customer, read, cancel);
        await db.SaveChangesAsync(cancel);
        var archived = customer.ArchivedAt is not null;
        audit.Record(
            "trade.customer_changed",
            CustomerAudit.Subject,
            customer.CustomerId,
            CustomerAudit.Facts(before, archived),
            CustomerAudit.Facts(read.Details, archived, CustomerAudit.Differences(before, read.Details))
        );
        outbox.Publish(CustomerTold.Changed, CustomerTold.Of(customer));
        return new Changed(ETags.VersionOf(db, customer));
    }

    public override Refusal? Explain(PostgresException violation, Input input) => CustomerRecords.Explain(violation);
}
