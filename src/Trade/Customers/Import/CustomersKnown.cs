using System.Data.Common;
using Niaga.Fields;
using Niaga.Imports;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;

namespace Niaga.Trade.Customers.Import;

/// <summary>Whom the business has, as far as the rows of a file may mean them.</summary>
internal sealed class CustomersKnown(TenantSession session, DisclosureLog disclosures)
{
    internal sealed record Known(Guid Id, string Name, string NameKey, string? TinKey, string? IdentityKey, bool Archived, Guid? MergedInto)
    {
        /// <summary>Has neither a phone nor an e-mail address.</summary>
        public bool Unreachable { get; set; } = true;
    }

    private readonly HashSet<Guid> told = [];
    private readonly Dictionary<Guid, Known> customers = [];
    private readonly Dictionary<(string Kind, string Key), List<Known>> byContact = [];
    private readonly Dictionary<string, List<Known>> byTin = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Known>> byIdentity = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Known>> byName = new(StringComparer.Ordinal);

    /// <summary>What these hold in the business's own fields.</summary>
    public async Task<IReadOnlyDictionary<Guid, FieldValues>> Fields(Guid[] ids, CancellationToken cancel)
    {
        var work = await disclosures.ForWork(cancel);
        return ids.Length == 0
            ? new Dictionary<Guid, FieldValues>()
            : (
                await session.Rows(
                    $"""
                    SELECT customer_id, fields::text, own FROM trade.customers
                    WHERE tenant_id = {session.Tenant.Value} AND customer_id = ANY ({ids})
                    """,
                    row => (Id: row.GetGuid(0), Open: row.GetString(1), Own: row.Personal(2, CustomerColumns.Own, row.GetGuid(0))),
                    cancel
                )
            ).ToDictionary(r => r.Id, r => CustomerRecords.FieldsOf(work, r.Id, r.Open, r.Own));
    }

    public async Task Read(IReadOnlyCollection<CustomerRow> rows, CancellationToken cancel)
    {
        var cipher = await session.Cipher(cancel);
        var contacts = rows.SelectMany(r => r.Details.Contacts)
            .Select(c => (c.Kind, c.Key))
            .Distinct()
            .SelectMany(c =>
                BlindIndex.AnyWhole(cipher, CustomerColumns.ValueKey, c.Key).Select(hash => ((c.Kind, Convert.ToHexString(hash)), c))
            )
            .ToDictionary(c => c.Item1, c => c.c);
        // Matched here, as the import of products does: just after a large import the database takes the table for empty.
        var work = await disclosures.ForWork(cancel);
        var all = await session.Rows(
            $"""
            SELECT customer_id, name, CASE WHEN tin_key IS NOT NULL THEN tin END, archived_at IS NOT NULL, merged_into,
                CASE WHEN identity_key IS NOT NULL THEN identity END FROM trade.customers
            WHERE tenant_id = {session.Tenant.Value} AND deleted_at IS NULL ORDER BY customer_id
            """,
            row => KnownOf(work, row),
            cancel
        );
        foreach (var customer in all)
            customers[customer.Id] = customer;
        var held = await session.Rows(
            $"SELECT kind, value_key, customer_id FROM trade.customer_contacts WHERE tenant_id = {session.Tenant.Value}",
            row => (Contact: (row.GetString(0), Convert.ToHexString(row.GetFieldValue<byte[]>(1))), Customer: row.GetGuid(2)),
            cancel
        );
        foreach (var (contact, id) in held)
        {
            // Somebody may have been added since the first of the two was read: the unique index then has the last word.
            if (!customers.TryGetValue(id, out var customer))
                continue;

            customer.Unreachable = false;
            if (contacts.TryGetValue(contact, out var meant) && Standing(customer) is var who && !Of(meant).Contains(who))
                Of(meant).Add(who);
        }
        foreach (var customer in all.Where(c => c.MergedInto is null))
        {
            if (customer.TinKey is { } tin)
                Listed(byTin, tin).Add(customer);
            if (customer.IdentityKey is { } identity)
                Listed(byIdentity, identity).Add(customer);
            if (customer is { Unreachable: true, TinKey: null, IdentityKey: null })
                Listed(byName, customer.NameKey).Add(customer);
        }
    }

    /// <summary>Says whom a row means, or why that cannot be told.</summary>
    public void Match(CustomerRow row, ImportErrors errors)
    {
        var nameKey = Platform.Values.SearchKey.Of(row.Details.Name);
        var hits = Meant(row, nameKey).Distinct().ToArray();
        var active = hits.Where(h => !h.Archived).ToArray();
        if (active.Length == 0 && hits.Length > 0)
        {
            MatchArchived(row, hits, nameKey, errors);
            return;
        }
        // A family's phone leads to several; the name tells which.
        var named = active.Where(h => h.NameKey == nameKey).ToArray();
        var target =
            active.Length == 1 ? active[0]
            : named.Length == 1 ? named[0]
            : null;
        if (active.Length > 1 && target is null)
        {
            errors.Add(row.Line, Field(row), "several", row.Details.Name, $"{Named(active[0])}, {Named(active[1])}");
            return;
        }
        foreach (var contact in row.Details.Contacts.Where(c => target is not null && !IsOf(target.Id, c)))
            if (Of((contact.Kind, contact.Key)).Find(h => !h.Archived) is { } other)
                errors.Add(row.Line, Field(contact), "taken", contact.Value, Named(other));
        if (row.TinKey is { } tin && Listed(byTin, tin).Find(h => !h.Archived && h != target) is { } holder && target is not null)
            errors.Add(row.Line, CustomerColumn.Tin, "taken", tin, Named(holder));
        if (IdentityOfAnother(row.IdentityKey, target) is { } its && target is not null)
            errors.Add(row.Line, CustomerColumn.Identity, "taken", row.Details.Identity!.Reveal(), Named(its));
        (row.Target, row.Known) = (target?.Id, target is null ? null : Named(target));
    }

    /// <summary>One who is archived comes back; of several, the one of that name. What another took meanwhile stays theirs.</summary>
    private void MatchArchived(CustomerRow row, Known[] hits, string nameKey, ImportErrors errors)
    {
        var named = hits.Where(h => h.NameKey == nameKey).ToArray();
        if ((hits.Length == 1 ? hits : named) is not [var target])
        {
            errors.Add(row.Line, Field(row), "archived", row.Details.Name, Named(hits[0]));
            return;
        }
        row.IdentityHeld = row.Details.Identity is null ? target.IdentityKey : null;
        if (IdentityOfAnother(row.IdentityKey ?? row.IdentityHeld, null) is { } its)
            errors.Add(row.Line, CustomerColumn.Identity, "taken", row.Details.Identity?.Reveal() ?? "", Named(its));
        row.TinHeld = row.Details.Tin is null ? target.TinKey : null;
        if ((row.TinKey ?? row.TinHeld) is { } tin && Listed(byTin, tin).Find(h => !h.Archived) is { } holder)
            errors.Add(row.Line, CustomerColumn.Tin, "taken", tin, Named(holder));
        (row.Target, row.Known, row.Restores) = (target.Id, Named(target), true);
    }

    private Known? IdentityOfAnother(string? identity, Known? target) =>
        identity is null ? null : byIdentity.GetValueOrDefault(identity)?.Find(h => !h.Archived && h != target);

    /// <summary>Writes down whose names the reader of the preview sees.</summary>
    public Task Tell(CancellationToken cancel) => disclosures.Show(CustomerAudit.Subject, told, [CustomerFacts.Name], cancel);

    private string Named(Known of)
    {
        told.Add(of.Id);
        return of.Name;
    }

    private static Known KnownOf(Disclosure work, DbDataReader row)
    {
        var id = row.GetGuid(0);
        var name = work.Text(row.Personal(1, CustomerColumns.Name, id), id)!;
        return new(
            id,
            name,
            Platform.Values.SearchKey.Of(name),
            work.Text(row.Personal(2, CustomerColumns.Tin, id), id),
            work.Text(row.Personal(5, CustomerColumns.Identity, id), id),
            row.GetBoolean(3),
            row.IsDBNull(4) ? null : row.GetGuid(4)
        );
    }

    /// <summary>Whether this customer has the phone or address already.</summary>
    public bool IsOf(Guid customer, CustomerDetails.Contact contact) =>
        byContact.TryGetValue((contact.Kind, contact.Key), out var who) && who.Exists(k => k.Id == customer);

    /// <summary>Who has the phone or address, archived or not.</summary>
    public IEnumerable<Guid> Holders(CustomerDetails.Contact contact) =>
        byContact.GetValueOrDefault((contact.Kind, contact.Key))?.Select(k => k.Id) ?? [];

    public static string Field(CustomerDetails.Contact contact) =>
        contact.Kind == CustomerContact.Phone ? CustomerColumn.Phones : CustomerColumn.Emails;

    private IEnumerable<Known> Meant(CustomerRow row, string nameKey) =>
        row.IsBare
            ? byName.GetValueOrDefault(nameKey) ?? []
            : row
                .Details.Contacts.SelectMany(c => byContact.GetValueOrDefault((c.Kind, c.Key)) ?? [])
                .Concat(row.TinKey is { } tin ? byTin.GetValueOrDefault(tin) ?? [] : [])
                .Concat(row.IdentityKey is { } identity ? byIdentity.GetValueOrDefault(identity) ?? [] : []);

    private static string Field(CustomerRow row) =>
        row.Details.Contacts.Count > 0 ? Field(row.Details.Contacts[0])
        : row.TinKey is not null ? CustomerColumn.Tin
        : row.IdentityKey is not null ? CustomerColumn.Identity
        : CustomerColumn.Name;

    /// <summary>Whoever stands for a customer that was merged.</summary>
    private Known Standing(Known of) => of.MergedInto is { } kept ? customers.GetValueOrDefault(kept, of) : of;

    private List<Known> Of((string, string) contact) => Listed(byContact, contact);

    private static List<Known> Listed<TKey>(Dictionary<TKey, List<Known>> lists, TKey key)
        where TKey : notnull => lists.TryGetValue(key, out var list) ? list : lists[key] = [];
}
