using Niaga.Papers;
using Niaga.Trade.Branches;

namespace Niaga.Retail.Sales.Documents;

/// <summary>The place a sale's papers show.</summary>
internal static class SalePlace
{
    /// <summary>Null in a business with one.</summary>
    public static async Task<PaperPlace?> Of(BranchList branches, Sale sale, CancellationToken cancel) =>
        await branches.OnPaper(sale.BranchId, cancel) is { } b
            ? new(b.Name, b.AddressLine1, b.AddressLine2, b.Postcode, b.Town, b.State, b.Phone)
            : null;
}
