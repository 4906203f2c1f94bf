using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>A customer who may be the one that is being typed.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name" example="Nur Aisyah binti Rahman">Their name.</param>
/// <param name="Kind" example="person"><c>person</c> or <c>company</c>.</param>
/// <param name="Phone" example="012-345 6789">Their first phone number.</param>
/// <param name="Why" example="phone">The same: <c>phone</c>, <c>email</c>, <c>tin</c>, <c>identity</c>; or nearly: <c>name</c>.</param>
internal sealed record PossibleDuplicate(Guid Id, string Name, string Kind, string? Phone, string Why);

/// <summary>Who of the customers may be the one that somebody types: the same number or address, or nearly the same name.</summary>
internal sealed class CustomerDuplicates(TenantSession session, DisclosureLog disclosures)
{
    public const int Most = 5;

    /// <summary>Of those who share most words with a name, as many are compared with it.</summary>
    private const int Compared = 200;

    /// <param name="Except">The customer that is being changed.</param>
    public sealed record Query(
        IReadOnlyList<string>? Phones,
        IReadOnlyList<string>? Emails,
        string? Tin,
        string? Name,
        Guid? Except = null,
        string? Identity = null
    );

    public async Task<IReadOnlyList<PossibleDuplicate>> Find(Query query, CancellationToken cancel)
    {
        var same = Same(query, cancel);
        if (session.InTransaction)
            await same;
        var alike = Alike(query, cancel);
        await Task.WhenAll(same, alike);
        Found[] found = [.. (await same).Concat(await alike).DistinctBy(d => d.Id).Take(Most)];
        var shown = await disclosures.Show(CustomerAudit.Subject, found.Select(f => f.Id), CustomerFacts.Picked, cancel);
        return
        [
            .. found.Select(f => new PossibleDuplicate(
                f.Id,
                shown.Text(f.Name, f.Id)!,
                f.Kind,
                shown.Text(f.Phone, f.Id) is { } phone ? CustomerContact.Dialled(phone) : null,
                f.Why
            )),
        ];
    }

    private sealed record Found(Guid Id, Personal<string> Name, string Kind, Personal<string>? Phone, string Why);

    /// <summary>Whether two names may be one: their telling words agree, in any order and a slip apart.</summary>
    internal static bool AreAlike(string one, string other)
    {
        var (a, b) = (NameTokens.Telling(one), NameTokens.Telling(other));
        var (fewer, more) = a.Length <= b.Length ? (a, b) : (b, a);
        if (fewer.Length == 0 || (fewer.Length == 1 && more.Length > 1))
            return false;

        var left = more.ToList();
        return fewer.All(word =>
        {
            var at = left.FindIndex(w => w == word);
            if (at < 0)
                at = left.FindIndex(w => IsSlip(word, w));
            if (at >= 0)
                left.RemoveAt(at);
            return at >= 0;
        });
    }

    private async Task<List<Found>> Same(Query query, CancellationToken cancel)
    {
        string[] phones =
        [
            .. (query.Phones ?? []).Select(p => PhoneNumber.TryParse(p, out var phone) ? phone.Value : null).OfType<string>(),
        ];
        string[] emails =
        [
            .. (query.Emails ?? [])
                .Select(e => EmailAddress.TryParse(e, out var email) ? email.Value.ToLowerInvariant() : null)
                .OfType<string>(),
        ];
        var tin = Tin.TryParse(query.Tin, out var number) && !number.IsGeneral ? number.Value : null;
        IdentityNumber[] identities = [.. IdentityNumber.Any(query.Identity)];
        if (phones.Length == 0 && emails.Length == 0 && tin is null && identities.Length == 0)
            return [];

        var (tenant, cipher) = (session.Tenant.Value, await session.Cipher(cancel));
        byte[][] phoneKeys = [.. phones.SelectMany(p => BlindIndex.AnyWhole(cipher, CustomerColumns.ValueKey, p))];
        byte[][] emailKeys = [.. emails.SelectMany(e => BlindIndex.AnyWhole(cipher, CustomerColumns.ValueKey, e))];
        byte[][] tinKeys = tin is null ? [] : BlindIndex.AnyWhole(cipher, CustomerColumns.TinKey, tin);
        byte[][] identityKeys = [.. identities.SelectMany(i => BlindIndex.AnyWhole(cipher, CustomerColumns.IdentityKey, i.RevealStored()))];
        return await session.Rows(
            $"""
            SELECT c.customer_id, c.name, c.kind, x.contact_id, x.value, found.why
            FROM (
                SELECT customer_id, kind AS why FROM trade.customer_contacts
                WHERE tenant_id = {tenant} AND kind = 'phone' AND value_key = ANY ({phoneKeys})
                UNION ALL
                SELECT customer_id, kind FROM trade.customer_contacts
                WHERE tenant_id = {tenant} AND kind = 'email' AND value_key = ANY ({emailKeys})
                UNION ALL
                SELECT customer_id, 'tin' FROM trade.customers
                WHERE tenant_id = {tenant} AND tin_key = ANY ({tinKeys}) AND archived_at IS NULL
                UNION ALL
                SELECT customer_id, 'identity' FROM trade.customers
                WHERE tenant_id = {tenant} AND identity_key = ANY ({identityKeys}) AND archived_at IS NULL
            ) found
            JOIN trade.customers c ON c.tenant_id = {tenant} AND c.customer_id = found.customer_id
            LEFT JOIN LATERAL (
                SELECT contact_id, value FROM trade.customer_contacts
                WHERE tenant_id = {tenant} AND customer_id = c.customer_id AND kind = 'phone' ORDER BY place LIMIT 1
            ) x ON true
            WHERE c.archived_at IS NULL AND c.customer_id <> {query.Except ?? Guid.Empty}
            ORDER BY found.why DESC, c.customer_id LIMIT {Most}
            """,
            Of,
            cancel
        );
    }

    private async Task<List<Found>> Alike(Query query, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(query.Name) || query.Name.Length > CustomerInput.LongestName)
            return [];

        var tokens = CustomerTokens.OfNames(await session.Cipher(cancel), NameTokens.Telling(query.Name));
        var tenant = session.Tenant.Value;
        var near = await session.Rows(
            $"""
            SELECT c.customer_id, c.name, c.kind, x.contact_id, x.value, 'name'
            FROM (
                SELECT customer_id, count(*) AS shared FROM trade.customer_tokens
                WHERE tenant_id = {tenant} AND token = ANY ({tokens}) GROUP BY customer_id
                ORDER BY shared DESC, customer_id LIMIT {Compared}
            ) found
            JOIN trade.customers c ON c.tenant_id = {tenant} AND c.customer_id = found.customer_id
            LEFT JOIN LATERAL (
                SELECT contact_id, value FROM trade.customer_contacts
                WHERE tenant_id = {tenant} AND customer_id = c.customer_id AND kind = 'phone' ORDER BY place LIMIT 1
            ) x ON true
            WHERE c.archived_at IS NULL AND c.customer_id <> {query.Except ?? Guid.Empty}
            ORDER BY found.shared DESC, c.customer_id
            """,
            Of,
            cancel
        );
        // Whoever is not alike is not shown.
        var work = await disclosures.ForWork(cancel);
        return [.. near.Where(d => AreAlike(work.Text(d.Name, d.Id) ?? "", query.Name)).Take(Most)];
    }

    /// <summary>A letter wrong, missing, too many or in its neighbour's place; two in a long word.</summary>
    private static bool IsSlip(string a, string b)
    {
        var most = Math.Min(a.Length, b.Length) switch
        {
            < 5 => 0,
            < 9 => 1,
            _ => 2,
        };
        return Math.Abs(a.Length - b.Length) <= most && Distance(a, b) <= most;
    }

    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        for (var j = 1; j <= b.Length; j++)
        {
            d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
        }
        return d[a.Length, b.Length];
    }

    private static Found Of(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.Personal(1, CustomerColumns.Name, row.GetGuid(0))!,
            row.GetString(2),
            row.IsDBNull(3) ? null : row.Personal(4, CustomerColumns.Value, row.GetGuid(3)),
            row.GetString(5)
        );
}
