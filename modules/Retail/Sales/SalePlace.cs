using Niaga.Papers;
using Niaga.Trade.Branches;

namespace Niaga.Retail.Sales;

/// <summary>The place of a sale, as its papers show it: as it is called and reached now, like the letterhead above it.</summary>
internal static class SalePlace
{
    /// <summary>Without a name in a business with one place. Also of a place that is closed by now.</summary>
    public static async Task<PaperPlace?> Of(BranchList branches, Sale sale, CancellationToken cancel)
    {
        var all = await branches.All(cancel);
        return all.FirstOrDefault(b => b.Id == sale.BranchId) is { } b
            ? new(all.Count > 1 ? b.Name : null, b.AddressLine1, b.AddressLine2, b.Postcode, b.Town, b.State, b.Phone)
            : null;
    }
}
