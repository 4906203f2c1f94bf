using Niaga.Platform.Data;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Trade.Customers;

namespace Niaga.Retail.Sales;

/// <summary>What a customer bought, for their page, with the icon of a receipt.</summary>
internal sealed class SaleTimeline(TenantSession session, Words words) : ICustomerTimeline
{
    public string Permission => Permissions.SalesView;

    public async Task<IReadOnlyList<CustomerEvent>> Of(Guid customer, DateTimeOffset before, int most, CancellationToken cancel) =>
        await session.Rows(
            $"""
            SELECT s.sale_id, s.sold_at, s.receipt_number, s.total_sen + s.rounding_sen, s.items, r.kind, r.total_sen + r.rounding_sen
            FROM retail.sale_customers c JOIN retail.sales s ON s.tenant_id = c.tenant_id AND s.sale_id = c.sale_id
            LEFT JOIN retail.reversed_sales r ON r.tenant_id = s.tenant_id AND r.sale_id = s.sale_id
            WHERE c.tenant_id = {session.Tenant.Value} AND s.sold_at < {before}
                AND c.customer_id IN (SELECT trade.customer_family({session.Tenant.Value}, {customer}))
            ORDER BY s.sold_at DESC LIMIT {most}
            """,
            row => new CustomerEvent(
                row.GetFieldValue<DateTimeOffset>(1),
                "receipt",
                words["retail.timeline.bought", new ReceiptNumber(row.GetInt64(2))]
            )
            {
                Detail = row.IsDBNull(5)
                    ? words["retail.timeline.items", new Quantity(row.GetInt64(4))]
                    : words["retail.timeline." + row.GetString(5), new Money(row.GetInt64(6))],
                Path = $"sales/{row.GetGuid(0)}",
                Amount = new Money(row.GetInt64(3)),
            },
            cancel
        );
}
