using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>Products for search everywhere: by code, by the beginning of the name, by words in any order.</summary>
internal sealed class ProductSearch(TenantSession session) : ISearchSource
{
    /// <summary>A word as many products have is common; it is not counted further.</summary>
    private const int Common = 1_000;

    /// <summary>Of several words, as many are ranked as the rarest leads to.</summary>
    private const int Pool = 100;

    public string List => "products";

    public async Task<IReadOnlyList<SearchHit>> Find(SearchTerms terms, int most, CancellationToken cancel) =>
        await session.Rows(Statement(session.Tenant, terms, most), HitOf, cancel);

    /// <summary>
    /// Led by the word fewest products have. Each part goes along one index and stops when it has enough: "contains" would read every
    /// product behind row-level security, and without OFFSET 0 the planner reads them all to look for their words.
    /// </summary>
    internal static FormattableString Statement(TenantId business, SearchTerms terms, int most)
    {
        var (tenant, code, first) = (business.Value, Gtin.Normalize(terms.Typed), terms.Words[0]);
        var (afterFirst, last, patterns) = (SearchTerms.After(first), SearchTerms.After(""), terms.Patterns);
        var (words, pool) = (terms.Words.ToArray(), terms.Words.Count == 1 ? most : Math.Max(most, Pool));
        return $"""
            WITH rare AS MATERIALIZED (
                SELECT t.word, t.word || {last} AS beyond
                FROM unnest({words}::text[]) WITH ORDINALITY AS t (word, place),
                LATERAL (SELECT count(*) AS n FROM (SELECT FROM retail.product_words
                    WHERE tenant_id = {tenant} AND word >= t.word AND word < t.word || {last} LIMIT {Common}) s) later,
                LATERAL (SELECT count(*) AS n FROM (SELECT FROM retail.products
                    WHERE tenant_id = {tenant} AND name_key >= t.word AND name_key < t.word || {last} LIMIT {Common}) s) beginning
                ORDER BY later.n + beginning.n, length(t.word) DESC, t.place LIMIT 1
            )
            SELECT p.product_id, p.name, p.sku, p.barcode, p.price_sen,
                CASE WHEN p.sku_key = {terms.Key} OR p.barcode = {code} THEN 0
                    WHEN p.name_key >= {first} AND p.name_key < {afterFirst} THEN 1 ELSE 2 END AS rank
            FROM (
                (SELECT product_id FROM retail.products WHERE tenant_id = {tenant} AND sku_key = {terms.Key})
                UNION
                (SELECT product_id FROM retail.products WHERE tenant_id = {tenant} AND barcode = {code})
                UNION
                (SELECT product_id FROM retail.products
                WHERE tenant_id = {tenant} AND archived_at IS NULL
                    AND name_key >= (SELECT word FROM rare) AND name_key < (SELECT beyond FROM rare)
                    AND (' ' || name_key || ' ' || sku_key || ' ' || coalesce(barcode, '')) LIKE ALL ({patterns})
                ORDER BY name_key, product_id LIMIT {pool})
                UNION
                (SELECT product_id FROM retail.products
                WHERE tenant_id = {tenant} AND archived_at IS NULL
                    AND sku_key >= (SELECT word FROM rare) AND sku_key < (SELECT beyond FROM rare)
                    AND (' ' || name_key || ' ' || sku_key || ' ' || coalesce(barcode, '')) LIKE ALL ({patterns})
                ORDER BY sku_key LIMIT {pool})
                UNION
                (SELECT product_id FROM retail.products
                WHERE tenant_id = {tenant} AND archived_at IS NULL
                    AND barcode >= (SELECT word FROM rare) AND barcode < (SELECT beyond FROM rare)
                    AND (' ' || name_key || ' ' || sku_key || ' ' || coalesce(barcode, '')) LIKE ALL ({patterns})
                ORDER BY barcode LIMIT {pool})
                UNION
                (SELECT w.product_id
                FROM (SELECT word, product_id FROM retail.product_words
                    WHERE tenant_id = {tenant} AND word >= (SELECT word FROM rare) AND word < (SELECT beyond FROM rare)
                    ORDER BY word, product_id OFFSET 0) w
                CROSS JOIN LATERAL (SELECT FROM retail.products
                    WHERE tenant_id = {tenant} AND product_id = w.product_id AND archived_at IS NULL
                        AND (' ' || name_key || ' ' || sku_key || ' ' || coalesce(barcode, '')) LIKE ALL ({patterns}) OFFSET 0) p
                ORDER BY w.word, w.product_id LIMIT {pool})
            ) found
            JOIN retail.products p ON p.tenant_id = {tenant} AND p.product_id = found.product_id
            WHERE p.archived_at IS NULL
            ORDER BY rank, p.name_key, p.product_id LIMIT {most}
            """;
    }

    private static SearchHit HitOf(DbDataReader row)
    {
        string?[] facts = [row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), new Money(row.GetInt64(4)).ToString()];
        return new(
            row.GetString(1),
            $"products/{row.GetGuid(0)}",
            string.Join(" · ", facts.Where(f => f is not null).Distinct()),
            (SearchRank)row.GetInt32(5)
        );
    }
}
