using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Trade.Customers;

/// <summary>
/// What creating, changing and merging a customer share: reading what was typed, whose numbers these are already, and writing it. Within a
/// use case's transaction.
/// </summary>
internal sealed class CustomerRecords(
    TenantSession session,
    TradeDb db,
    CustomerGroups groups,
    BusinessFields fields,
    Caller caller,
    TimeProvider clock
)
{
    /// <param name="Details">What was read.</param>
    /// <param name="Others">Keys of contacts that another customer has too.</param>
    internal sealed record Read(CustomerDetails Details, IReadOnlySet<(string Kind, string Key)> Others);

    private sealed record Holder(string Kind, string Key, string Name);

    /// <summary>Checks everything: also that no other customer has the same phone, e-mail address or TIN.</summary>
    /// <param name="input">As typed.</param>
    /// <param name="self">The customer that is changed, or null for a new one.</param>
    /// <param name="now">How it was, where it is changed.</param>
    public async Task<Outcome<Read>> Check(CustomerInput input, Guid? self, CustomerDetails? now, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var own = await fields.Of(CustomerOwnFields.Kind, cancel);
        var held = now?.Fields ?? (input.AsksNoField ? FieldValues.None : null);
        var details = input.Check(refusals);
        details = details with { Fields = own.Read(input.Fields, held, refusals) };
        // Who may not choose a limit leaves it as it is; their form has no field for it.
        if (!caller.May(TradePermissions.CustomersCredit) && details.CreditLimit is null)
            details = details with { CreditLimit = now?.CreditLimit };
        else if (!caller.May(TradePermissions.CustomersCredit) && details.CreditLimit != now?.CreditLimit)
            refusals.Add(CustomerErrors.CreditLimitForbidden());
        var fresh = details.Contacts.Where(c => now?.Contacts.Any(o => o.Kind == c.Kind && o.Key == c.Key) != true).ToArray();
        var holders = await Holders(fresh, self, cancel);
        if (!input.Shared)
        {
            refusals.AddRange(
                fresh
                    .Select(c => (Contact: c, holders.Find(h => h.Kind == c.Kind && h.Key == c.Key)?.Name))
                    .Where(t => t.Name is not null)
                    .Select(t =>
                        t.Contact.Kind == CustomerContact.Phone
                            ? CustomerErrors.PhoneTaken(t.Contact.Field, t.Name!)
                            : CustomerErrors.EmailTaken(t.Contact.Field, t.Name!)
                    )
            );
        }
        if (details.Tin is { IsGeneral: false, Value: var tin } && await HolderOfTin(tin, self, cancel) is { } who)
            refusals.Add(CustomerErrors.TinTaken(who));
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        return new Read(details, holders.Select(h => (h.Kind, h.Key)).ToHashSet());
    }

    /// <summary>The refusal behind a violated unique index, should another way of writing customers have been first.</summary>
    public static Refusal? Explain(PostgresException violation) =>
        violation.ConstraintName is "customers_tin_unique" or "customer_contacts_sole"
            ? CustomerErrors.TakenMeanwhile()
            : FieldSet.Explain(violation);

    /// <summary>Adds a customer.</summary>
    public async Task<Customer> Add(Read read, CancellationToken cancel)
    {
        var customer = new Customer(clock.GetUtcNow());
        customer.Change(read.Details, await GroupOf(read.Details.Group, cancel), clock.GetUtcNow());
        db.Add(customer);
        // The row stands before what points at it.
        await db.SaveChangesAsync(cancel);
        await WriteParts(customer.CustomerId, read, cancel);
        return customer;
    }

    public async Task Change(Customer customer, Read read, CancellationToken cancel)
    {
        customer.Change(read.Details, await GroupOf(read.Details.Group, cancel), clock.GetUtcNow());
        await WriteParts(customer.CustomerId, read, cancel);
    }

    /// <summary>What the business says of a customer now.</summary>
    public async Task<CustomerDetails> DetailsOf(Customer customer, CancellationToken cancel)
    {
        var id = customer.CustomerId;
        var contacts = await db.Set<CustomerContact>().Where(c => c.CustomerId == id).OrderBy(c => c.Place).ToListAsync(cancel);
        var addresses = await db.Set<CustomerAddress>().Where(a => a.CustomerId == id).OrderBy(a => a.Place).ToListAsync(cancel);
        var tags = await db.Set<CustomerTag>().Where(t => t.CustomerId == id).Select(t => t.Tag).ToListAsync(cancel);
        var group = await db.Set<CustomerGroup>().Where(g => g.GroupId == customer.GroupId).Select(g => g.Name).FirstOrDefaultAsync(cancel);
        return new(
            customer.Kind,
            customer.Name,
            [
                .. contacts
                    .OrderBy(c => c.Kind == CustomerContact.Email)
                    .Select(c => new CustomerDetails.Contact(c.Kind, c.Value, c.ValueKey, "")),
            ],
            [.. addresses.Select(a => a.Details)],
            customer.Tin is null ? null : Tin.Parse(customer.Tin),
            customer.Registration is null ? null : SsmNumber.Parse(customer.Registration),
            group,
            tags,
            customer.CreditLimit,
            customer.Note
        )
        {
            Fields = FieldValues.Of(customer.Fields),
        };
    }

    /// <summary>Words to find a customer by, of what is written of it now.</summary>
    public async Task WriteWords(Customer customer, CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        var details = await DetailsOf(customer, cancel);
        await CustomerWords.Write(
            session,
            customer.CustomerId,
            CustomerWords.Of(
                details.Name,
                details.Contacts.Select(c => (c.Kind, c.Value)),
                details.Tin?.Value,
                details.Registration?.Value
            ),
            cancel
        );
    }

    /// <summary>Whoever writes this number or address next waits until this transaction ends, and then sees what it did.</summary>
    public async Task Hold(string contact, CancellationToken cancel)
    {
        await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", session.Connection);
        hold.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{session.Tenant} customer {contact}" });
        await hold.ExecuteNonQueryAsync(cancel);
    }

    private async Task<List<Holder>> Holders(CustomerDetails.Contact[] contacts, Guid? self, CancellationToken cancel)
    {
        if (contacts.Length == 0)
            return [];

        // In one order, so two that name the same never wait for each other.
        foreach (var key in contacts.Select(c => c.Key).Order(StringComparer.Ordinal))
            await Hold(key, cancel);
        var keys = contacts.Select(c => c.Key).ToArray();
        return await db.Set<CustomerContact>()
            .Where(c => keys.Contains(c.ValueKey) && c.CustomerId != self)
            .Join(
                db.Set<Customer>().Where(c => c.ArchivedAt == null),
                c => c.CustomerId,
                c => c.CustomerId,
                (contact, customer) => new Holder(contact.Kind, contact.ValueKey, customer.Name)
            )
            .ToListAsync(cancel);
    }

    private async Task<string?> HolderOfTin(string tin, Guid? self, CancellationToken cancel)
    {
        await Hold(tin, cancel);
        return await db.Set<Customer>()
            .Where(c => c.TinKey == tin && c.ArchivedAt == null && c.CustomerId != self)
            .Select(c => c.Name)
            .FirstOrDefaultAsync(cancel);
    }

    private async Task WriteParts(Guid id, Read read, CancellationToken cancel)
    {
        var details = read.Details;
        var contacts = await db.Set<CustomerContact>().Where(c => c.CustomerId == id).ToListAsync(cancel);
        db.RemoveRange(contacts.Where(c => !details.Contacts.Any(d => d.Kind == c.Kind && d.Key == c.ValueKey)));
        foreach (var (contact, place) in details.Contacts.Select((c, place) => (c, place)))
        {
            if (contacts.Find(c => c.Kind == contact.Kind && c.ValueKey == contact.Key) is { } known)
                known.Write(contact.Value, place);
            else
                db.Add(new CustomerContact(id, contact, place, read.Others.Contains((contact.Kind, contact.Key))));
        }
        var addresses = await db.Set<CustomerAddress>().Where(a => a.CustomerId == id).ToListAsync(cancel);
        foreach (var (address, place) in details.Addresses.Select((a, place) => (a, place)))
        {
            if (addresses.Find(a => a.Details == address) is { } known)
            {
                known.MoveTo(place);
                addresses.Remove(known);
            }
            else
                db.Add(new CustomerAddress(id, address, place));
        }
        db.RemoveRange(addresses);
        var tags = await db.Set<CustomerTag>().Where(t => t.CustomerId == id).ToListAsync(cancel);
        db.RemoveRange(tags.Where(t => !details.Tags.Select(SearchKey.Of).Contains(t.TagKey)));
        db.AddRange(details.Tags.Where(t => !tags.Exists(k => k.TagKey == SearchKey.Of(t))).Select(t => new CustomerTag(id, t)));
        await CustomerWords.Write(
            session,
            id,
            CustomerWords.Of(
                details.Name,
                details.Contacts.Select(c => (c.Kind, c.Value)),
                details.Tin?.Value,
                details.Registration?.Value
            ),
            cancel
        );
    }

    private async Task<Guid?> GroupOf(string? name, CancellationToken cancel) =>
        name is null ? null : (await groups.Of([name], cancel))[SearchKey.Of(name)];
}
