using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Retail.Products;

/// <summary>How many products there are; remembered, since nearly every page shows it.</summary>
internal sealed class ProductCount(TenantSession session)
{
    private sealed record Remembered(int Products);

    /// <summary>Those not archived.</summary>
    public async Task<int> OnSale(CancellationToken cancel) =>
        (
            await session.Remember(async () =>
                new Remembered(await session.Open<RetailDb>().Set<Product>().CountAsync(p => p.ArchivedAt == null, cancel))
            )
        ).Products;
}
