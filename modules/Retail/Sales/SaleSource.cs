using Niaga.Platform.Data;
using Niaga.Platform.Subjects;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>What a customer bought, for themselves. No column of it is personal alone; that they bought it is.</summary>
internal sealed class SaleSource(TenantSession session) : ISubjectSource
{
    private static readonly string[] Columns = ["receipt_number", "sold_at", "total"];

    public IReadOnlyList<string> Tells { get; } = [];

    public async Task<IReadOnlyList<SubjectTable>> Of(Subject subject, CancellationToken cancel)
    {
        if (subject.Kind != "trade.customer")
            return [];

        var sales = await session.Rows(
            $"""
            SELECT s.receipt_number, s.sold_at, s.total_sen + s.rounding_sen
            FROM retail.sale_customers c JOIN retail.sales s ON s.tenant_id = c.tenant_id AND s.sale_id = c.sale_id
            WHERE c.tenant_id = {session.Tenant.Value} AND c.customer_id = ANY ({subject.Ids.ToArray()}) ORDER BY s.sold_at
            """,
            row =>
                new object?[]
                {
                    new ReceiptNumber(row.GetInt64(0)).ToString(),
                    row.GetFieldValue<DateTimeOffset>(1),
                    new Money(row.GetInt64(2)).ToString(),
                },
            cancel
        );
        return [new("retail.sales", Columns, sales)];
    }
}
