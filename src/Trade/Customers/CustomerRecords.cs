using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
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
    DisclosureLog disclosures,
    Caller caller,
    TimeProvider clock
)
{
    /// <param name="Details">What was read.</param>
    /// <param name="Others">Keys of contacts that another customer has too.</param>
    /// <param name="Before">What it held in the business's own fields.</param>
    internal sealed record Read(CustomerDetails Details, IReadOnlySet<(string Kind, string Key)> Others, FieldValues Before);

    private sealed record Holder(string Kind, string Key, Guid Customer);

    /// <summary>Checks everything: also that no other customer has the same phone, e-mail address, TIN or identity number.</summary>
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
        if (!input.Shared && holders.Count > 0)
        {
            var names = await NamesOf([.. holders.Select(h => h.Customer)], cancel);
            refusals.AddRange(
                fresh
                    .Select(c => (Contact: c, holders.Find(h => h.Kind == c.Kind && h.Key == c.Key)?.Customer))
                    .Where(t => t.Customer is not null)
                    .Select(t =>
                        t.Contact.Kind == CustomerContact.Phone
                            ? CustomerErrors.PhoneTaken(t.Contact.Field, names[t.Customer!.Value])
                            : CustomerErrors.EmailTaken(t.Contact.Field, names[t.Customer!.Value])
                    )
            );
        }
        if (details.Tin is { IsGeneral: false, Value: var tin } && await HolderOfTin(tin, self, cancel) is { } who)
            refusals.Add(CustomerErrors.TinTaken((await NamesOf([who], cancel))[who]));
        if (details.Identity is { } identity && await HolderOfIdentity(identity, self, cancel) is { } holder)
            refusals.Add(CustomerErrors.IdentityTaken((await NamesOf([holder], cancel))[holder]));
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        return new Read(details, holders.Select(h => (h.Kind, h.Key)).ToHashSet(), held ?? FieldValues.None);
    }

    /// <summary>The refusal behind a violated unique index, should another way of writing customers have been first.</summary>
    public static Refusal? Explain(PostgresException violation) =>
        violation.ConstraintName is "customers_tin_unique" or "customers_identity_unique" or "customer_contacts_sole"
            ? CustomerErrors.TakenMeanwhile()
            : FieldSet.Explain(violation);

    /// <summary>Adds a customer.</summary>
    public async Task<Customer> Add(Read read, CancellationToken cancel)
    {
        var customer = new Customer(clock.GetUtcNow());
        await Write(customer, read, cancel);
        db.Add(customer);
        // The row stands before what points at it.
        await db.SaveChangesAsync(cancel);
        await WriteParts(customer.CustomerId, read, cancel);
        return customer;
    }

    public async Task Change(Customer customer, Read read, CancellationToken cancel)
    {
        await Write(customer, read, cancel);
        await WriteParts(customer.CustomerId, read, cancel);
    }

    /// <summary>Values of the business's own fields are these from now on, of those that are in use.</summary>
    public async Task WriteFields(Customer customer, FieldValues values, FieldValues before, CancellationToken cancel)
    {
        var own = await fields.Of(CustomerOwnFields.Kind, cancel);
        // The database checks what it can read, and here what it cannot: whoever retires a field waits for us, or we see that it is.
        string[] written = [.. values.All.Where(v => !own.IsOpen(v.Key) && !v.Value.Equals(before[v.Key])).Select(v => v.Key)];
        await fields.HoldInUse(CustomerOwnFields.Kind, written, cancel);
        customer.Write(values, own);
    }

    private async Task Write(Customer customer, Read read, CancellationToken cancel)
    {
        var cipher = await session.Cipher(cancel);
        var tinKey = read.Details.Tin is { IsGeneral: false, Value: var tin }
            ? BlindIndex.Whole(cipher, CustomerColumns.TinKey, tin)
            : null;
        var identityKey = read.Details.Identity is { } identity
            ? BlindIndex.Whole(cipher, CustomerColumns.IdentityKey, identity.RevealStored())
            : null;
        var group = await GroupOf(read.Details.Group, cancel);
        customer.Change(read.Details, tinKey, identityKey, group, clock.GetUtcNow());
        await WriteFields(customer, read.Details.Fields, read.Before, cancel);
    }

    /// <summary>Names for a refusal: whoever reads it sees them.</summary>
    private async Task<Dictionary<Guid, string>> NamesOf(Guid[] ids, CancellationToken cancel)
    {
        var shown = await disclosures.Show(CustomerAudit.Subject, ids, [CustomerFacts.Name], cancel);
        var named = await db.Set<Customer>()
            .AsNoTracking()
            .IgnoreQueryFilters([Customer.InBin])
            .Where(c => ids.Contains(c.CustomerId))
            .ToListAsync(cancel);
        return named.ToDictionary(c => c.CustomerId, c => shown.Text(c.Name, c.CustomerId)!);
    }

    /// <summary>The name of one, for a refusal.</summary>
    public async Task<string> NameOf(Guid id, CancellationToken cancel) => (await NamesOf([id], cancel))[id];

    /// <summary>What the business says of a customer now, for work that shows nobody: comparing, merging, making tokens.</summary>
    public async Task<CustomerDetails> DetailsOf(Customer customer, CancellationToken cancel)
    {
        var id = customer.CustomerId;
        var work = await disclosures.ForWork(cancel);
        var contacts = await db.Set<CustomerContact>().Where(c => c.CustomerId == id).OrderBy(c => c.Place).ToListAsync(cancel);
        var addresses = await db.Set<CustomerAddress>().Where(a => a.CustomerId == id).OrderBy(a => a.Place).ToListAsync(cancel);
        var tags = await db.Set<CustomerTag>().Where(t => t.CustomerId == id).Select(t => t.Tag).ToListAsync(cancel);
        var group = await db.Set<CustomerGroup>().Where(g => g.GroupId == customer.GroupId).Select(g => g.Name).FirstOrDefaultAsync(cancel);
        return new(
            customer.Kind,
            work.Text(customer.Name, id) ?? "",
            [
                .. contacts
                    .OrderBy(c => c.Kind == CustomerContact.Email)
                    .Select(c => CustomerDetails.Contact.Kept(c.Kind, work.Text(c.Value, id) ?? "")),
            ],
            [.. addresses.Select(a => a.Details(work))],
            Tin.TryParse(work.Text(customer.Tin, id), out var tin) ? tin : null,
            IdentityNumber.OfStored(work.Text(customer.Identity, id)),
            SsmNumber.TryParse(work.Text(customer.Registration, id), out var number) ? number : null,
            group,
            tags,
            customer.CreditLimit,
            work.Text(customer.Note, id)
        )
        {
            Fields = FieldsOf(work, id, customer.Fields, customer.Own),
        };
    }

    /// <summary>Values of the business's own fields, of both columns.</summary>
    public static FieldValues FieldsOf(Disclosure shown, Guid customer, string open, Personal<string>? closed) =>
        closed is not null && shown.Open(closed, customer)
            ? FieldValues.Of(open).With(FieldValues.Of(shown.Text(closed, customer)!))
            : FieldValues.Of(open);

    /// <summary>What a customer is found by, of what is written of it now.</summary>
    public async Task WriteTokens(Customer customer, CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        await WriteTokens(customer.CustomerId, await DetailsOf(customer, cancel), cancel);
    }

    private async Task WriteTokens(Guid id, CustomerDetails details, CancellationToken cancel) =>
        await CustomerTokens.Write(
            session,
            id,
            CustomerTokens.Of(
                await session.Cipher(cancel),
                details.Name,
                details.Contacts.Select(c => (c.Kind, c.Value)),
                details.Tin?.Value,
                details.Identity?.Reveal(),
                details.Registration?.Value
            ),
            cancel
        );

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
        var cipher = await session.Cipher(cancel);
        var keys = contacts
            .SelectMany(c => BlindIndex.AnyWhole(cipher, CustomerColumns.ValueKey, c.Key).Select(hash => (Hash: hash, Contact: c)))
            .ToArray();
        byte[][] hashes = [.. keys.Select(k => k.Hash)];
        var held = await db.Set<CustomerContact>()
            .Where(c => hashes.Contains(c.ValueKey) && c.CustomerId != self)
            .Join(
                db.Set<Customer>().Where(c => c.ArchivedAt == null),
                c => c.CustomerId,
                c => c.CustomerId,
                (contact, customer) =>
                    new
                    {
                        contact.Kind,
                        contact.ValueKey,
                        contact.CustomerId,
                    }
            )
            .ToListAsync(cancel);
        return
        [
            .. held.SelectMany(h =>
                keys.Where(k => k.Contact.Kind == h.Kind && k.Hash.AsSpan().SequenceEqual(h.ValueKey))
                    .Select(k => new Holder(h.Kind, k.Contact.Key, h.CustomerId))
            ),
        ];
    }

    private async Task<Guid?> HolderOfTin(string tin, Guid? self, CancellationToken cancel)
    {
        await Hold(tin, cancel);
        var keys = BlindIndex.AnyWhole(await session.Cipher(cancel), CustomerColumns.TinKey, tin);
        return await db.Set<Customer>()
            .Where(c => c.TinKey != null && keys.Contains(c.TinKey) && c.ArchivedAt == null && c.CustomerId != self)
            .Select(c => (Guid?)c.CustomerId)
            .FirstOrDefaultAsync(cancel);
    }

    private async Task<Guid?> HolderOfIdentity(IdentityNumber identity, Guid? self, CancellationToken cancel)
    {
        var stored = identity.RevealStored();
        var keys = BlindIndex.AnyWhole(await session.Cipher(cancel), CustomerColumns.IdentityKey, stored);
        await Hold(stored, cancel);
        return await db.Set<Customer>()
            .Where(c => c.IdentityKey != null && keys.Contains(c.IdentityKey) && c.ArchivedAt == null && c.CustomerId != self)
            .Select(c => (Guid?)c.CustomerId)
            .FirstOrDefaultAsync(cancel);
    }

    private async Task WriteParts(Guid id, Read read, CancellationToken cancel)
    {
        var details = read.Details;
        var (cipher, work) = (await session.Cipher(cancel), await disclosures.ForWork(cancel));
        var contacts = await db.Set<CustomerContact>().Where(c => c.CustomerId == id).ToListAsync(cancel);
        var kept = contacts.ToDictionary(c => CustomerDetails.Contact.Kept(c.Kind, work.Text(c.Value, id) ?? ""));
        db.RemoveRange(kept.Where(k => !details.Contacts.Any(k.Key.IsSame)).Select(k => k.Value));
        foreach (var (contact, place) in details.Contacts.Select((c, place) => (c, place)))
        {
            if (kept.FirstOrDefault(k => k.Key.IsSame(contact)).Value is { } known)
                known.Write(contact.Value, place);
            else
            {
                var key = BlindIndex.Whole(cipher, CustomerColumns.ValueKey, contact.Key);
                db.Add(new CustomerContact(id, contact, key, place, read.Others.Contains((contact.Kind, contact.Key))));
            }
        }
        var addresses = await db.Set<CustomerAddress>().Where(a => a.CustomerId == id).ToListAsync(cancel);
        foreach (var (address, place) in details.Addresses.Select((a, place) => (a, place)))
        {
            if (addresses.Find(a => a.Details(work) == address) is { } known)
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
        await WriteTokens(id, details, cancel);
    }

    private async Task<Guid?> GroupOf(string? name, CancellationToken cancel) =>
        name is null ? null : (await groups.Of([name], cancel))[SearchKey.Of(name)];
}
