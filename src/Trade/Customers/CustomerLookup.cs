using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>A customer as they are chosen where one sells.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name" example="Nur Aisyah binti Rahman">Their name.</param>
/// <param name="Kind" example="person"><c>person</c> or <c>company</c>.</param>
/// <param name="Phone" example="012-345 6789">Their first phone number, as people write it.</param>
/// <param name="Group" example="Wholesale">Their group.</param>
/// <param name="New">Added by this very request.</param>
internal sealed record PickedCustomer(Guid Id, string Name, string Kind, string? Phone, string? Group, bool New);

/// <summary>
/// A few customers by what is typed: digits of a phone, words of a name, an e-mail address. For the till and for search everywhere.
/// </summary>
internal sealed class CustomerLookup(TenantSession session)
{
    public const int Most = 8;

    /// <summary>Of one short word many begin so: as many are ranked.</summary>
    private const int Pool = 1_000;

    public async Task<IReadOnlyList<PickedCustomer>> Find(string? typed, int most, CancellationToken cancel)
    {
        // The rarest of several words is mostly the longest.
        var words = CustomerWords.Typed(typed).OrderByDescending(w => w.Length).ToArray();
        if (words.Length == 0)
            return [];

        var (tenant, first, others) = (session.Tenant.Value, words[0], words[1..]);
        var (afterFirst, last, key) = (SearchTerms.After(first), SearchTerms.After(""), SearchKey.Of(typed!));
        var (afterKey, pool) = (SearchTerms.After(key), others.Length == 0 ? Pool : int.MaxValue);
        return await session.Rows(
            $"""
            SELECT c.customer_id, c.name, c.kind,
                (SELECT x.value FROM trade.customer_contacts x WHERE x.tenant_id = {tenant} AND x.customer_id = c.customer_id
                    AND x.kind = 'phone' ORDER BY x.place LIMIT 1),
                (SELECT g.name FROM trade.customer_groups g WHERE g.tenant_id = {tenant} AND g.group_id = c.group_id)
            FROM (
                SELECT w.customer_id, bool_or(w.word = {first}) AS whole FROM (
                    SELECT customer_id, word FROM trade.customer_words
                    WHERE tenant_id = {tenant} AND word >= {first} AND word < {afterFirst} ORDER BY word, customer_id LIMIT {pool}
                ) w GROUP BY w.customer_id
            ) found
            JOIN trade.customers c ON c.tenant_id = {tenant} AND c.customer_id = found.customer_id
            WHERE c.archived_at IS NULL AND NOT EXISTS (
                SELECT FROM unnest({others}::text[]) AS t (word) WHERE NOT EXISTS (
                    SELECT FROM trade.customer_words w WHERE w.tenant_id = {tenant} AND w.customer_id = c.customer_id
                        AND w.word >= t.word AND w.word < t.word || {last}))
            ORDER BY NOT (c.name_key >= {key} AND c.name_key < {afterKey}), NOT found.whole, c.name_key, c.customer_id LIMIT {most}
            """,
            Of,
            cancel
        );
    }

    private static PickedCustomer Of(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : CustomerContact.Dialled(row.GetString(3)),
            row.IsDBNull(4) ? null : row.GetString(4),
            New: false
        );
}
