using Niaga.Notes;
using Niaga.Platform.Data;

namespace Niaga.Retail.Sales;

/// <summary>People comment on sales.</summary>
internal static class SaleNotes
{
    public static readonly NoteKind Kind = new(
        "retail.sale",
        "sales",
        Permissions.SalesView,
        async (session, id, cancel) =>
            (
                await session.Rows(
                    $"SELECT receipt_number FROM retail.sales WHERE tenant_id = {session.Tenant.Value} AND sale_id = {id}",
                    row => new ReceiptNumber(row.GetInt64(0)).ToString(),
                    cancel
                )
            ).FirstOrDefault()
    );
}
