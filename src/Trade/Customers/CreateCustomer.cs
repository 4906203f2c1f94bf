using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Trade.Customers;

/// <summary>Adds a customer. Answers its id.</summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class CreateCustomer(CustomerRecords records, AuditTrail audit, Outbox outbox)
    : UseCase<CreateCustomer, CustomerInput, Guid>
{
    public override async Task<Outcome<Guid>> Run(CustomerInput input, CancellationToken cancel)
    {
        if (!(await records.Check(input, self: null, now: null, cancel)).Succeeded(out var read, out var refusal))
            return refusal;

        var customer = await records.Add(read, cancel);
        audit.Record(
            "trade.customer_created",
            CustomerAudit.Subject,
            customer.CustomerId,
            after: CustomerAudit.Facts(read.Details, archived: false)
        );
        outbox.Publish(CustomerTold.Created, CustomerTold.Of(customer));
        return customer.CustomerId;
    }

    public override Refusal? Explain(PostgresException violation, CustomerInput input) => CustomerRecords.Explain(violation);
}
