using System.Data.Common;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>
/// Receipts for search everywhere, by number or its beginning; whoever sees no sales finds those of today, as at the till.
/// </summary>
internal sealed class ReceiptSearch(TenantSession session, SalesQuery book, Caller caller, Words words) : ISearchSource
{
    /// <summary>No shop has written so many; longer is a barcode.</summary>
    internal const long MostNumber = 999_999_999;

    public string List => MaySeeAll ? "sales" : "till/receipts";

    private bool MaySeeAll => caller.May(Permissions.SalesView);

    public async Task<IReadOnlyList<SearchHit>> Find(SearchTerms terms, int most, CancellationToken cancel)
    {
        if (!ReceiptNumber.TryParse(terms.Typed, out var asked) || asked.Value > MostNumber)
            return [];

        if (!MaySeeAll)
            return
            [
                .. (await book.ReceiptsOfToday(terms.Typed, most, cancel)).Select(r =>
                    Hit($"r/{r.PublicToken}", r.Number, r.SoldAt, r.Due, asked)
                ),
            ];

        return await session.Rows(Statement(session.Tenant, asked, most), row => HitOf(row, asked), cancel);
    }

    /// <summary>
    /// 12 begins 12, 120 to 129, 1200 to 1299, …: a few ranges of the index, each read from its newest until there is enough.
    /// </summary>
    internal static FormattableString Statement(TenantId business, ReceiptNumber asked, int most)
    {
        var (tenant, number) = (business.Value, asked.Value);
        return $"""
            SELECT s.sale_id, s.receipt_number, s.sold_at, s.due
            FROM generate_series(0, 9) AS digits, LATERAL (
                SELECT sale_id, receipt_number, sold_at, total_sen + rounding_sen AS due FROM retail.sales
                WHERE tenant_id = {tenant} AND receipt_number >= {number} * (10 ^ digits)::bigint
                    AND receipt_number < ({number} + 1) * (10 ^ digits)::bigint
                ORDER BY receipt_number DESC LIMIT {most}
            ) s
            ORDER BY s.receipt_number <> {number}, s.receipt_number DESC LIMIT {most}
            """;
    }

    private SearchHit HitOf(DbDataReader row, ReceiptNumber asked) =>
        Hit($"sales/{row.GetGuid(0)}", new(row.GetInt64(1)), row.GetFieldValue<DateTimeOffset>(2), new(row.GetInt64(3)), asked);

    private SearchHit Hit(string path, ReceiptNumber number, DateTimeOffset soldAt, Money due, ReceiptNumber asked) =>
        new(
            number.ToString(),
            path,
            $"{MalaysianTime.Show(soldAt, words.Language)} · {due}",
            number == asked ? SearchRank.Exact : SearchRank.Word
        )
        {
            DetailSearched = false,
        };
}
