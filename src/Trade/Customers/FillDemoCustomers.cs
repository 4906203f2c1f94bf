using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Trade.Customers;

/// <summary>Customers of the demonstration, for a business that has none. Answers their ids.</summary>
[Needs(TradePermissions.CustomersEdit)]
internal sealed class FillDemoCustomers(TradeDb db, CustomerRecords records)
    : UseCase<FillDemoCustomers, FillDemoCustomers.Input, IReadOnlyList<Guid>>
{
    public sealed record Input(IReadOnlyList<CustomerInput> Customers);

    public override async Task<Outcome<IReadOnlyList<Guid>>> Run(Input input, CancellationToken cancel)
    {
        var made = new List<Guid>();
        if (await db.Set<Customer>().AnyAsync(cancel))
            return made;

        foreach (var customer in input.Customers)
        {
            if (!(await records.Check(customer, self: null, now: null, cancel)).Succeeded(out var read, out var refusal))
                return refusal;

            made.Add((await records.Add(read, cancel)).CustomerId);
        }
        return made;
    }
}
