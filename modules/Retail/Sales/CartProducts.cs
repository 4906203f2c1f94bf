using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Trade.Stock;
using Npgsql;

namespace Niaga.Retail.Sales;

/// <summary>The products of a cart as they are now, and their stock.</summary>
internal sealed class CartProducts
{
    /// <summary>A product as the till sells it.</summary>
    internal sealed record Product(
        Guid Id,
        string Sku,
        string Name,
        Money Price,
        Money? Cost,
        string TaxCode,
        bool TrackStock,
        bool Archived
    );

    private readonly Dictionary<Guid, Product> products = [];
    private readonly Dictionary<Guid, (Quantity OnHand, bool Counted)> levels = [];
    private readonly List<(Guid Product, string Branch, Quantity OnHand)> others = [];

    /// <summary>The products found; an id that is not ours is absent.</summary>
    public IReadOnlyDictionary<Guid, Product> Products => products;

    /// <summary>Where it is sold and where the stock lies; null where the branch that was asked for is not there.</summary>
    public Guid? Branch { get; private set; }

    /// <summary>What is left of a product.</summary>
    public Quantity OnHand(Guid product) => levels.GetValueOrDefault(product).OnHand;

    /// <summary>Whether somebody ever said how much there is: only then can there be too little.</summary>
    public bool EverCounted(Guid product) => levels.GetValueOrDefault(product).Counted;

    /// <summary>How much lies at which other branch, most first; known only where nothing is locked.</summary>
    public IEnumerable<(string Branch, Quantity OnHand)> Elsewhere(Guid product) =>
        others.Where(o => o.Product == product).Select(o => (o.Branch, o.OnHand));

    /// <summary>One round trip, within a use case's transaction.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="stock">Where the levels are.</param>
    /// <param name="ids">The products.</param>
    /// <param name="forUpdate">Whether the levels stay locked until the transaction ends.</param>
    /// <param name="branch">Where; null for where the caller works.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<CartProducts> Read(
        TenantSession session,
        StockLedger stock,
        Guid[] ids,
        bool forUpdate,
        Guid? branch,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch
        {
            BatchCommands =
            {
                new(
                    """
                    SELECT product_id, sku, name, price_sen, cost_sen, tax_code, track_stock, archived_at IS NOT NULL
                    FROM retail.products WHERE tenant_id = $1 AND product_id = ANY ($2)
                    """
                )
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                        new NpgsqlParameter<Guid[]> { TypedValue = ids },
                    },
                },
                stock.Levels(ids, forUpdate, branch),
                stock.Branch(branch),
            },
        };
        // Who only looks is told where else there is some.
        if (!forUpdate)
            batch.BatchCommands.Add(stock.Elsewhere(ids, branch));
        var found = new CartProducts();
        await using var rows = await session.Read(batch, cancel);
        while (await rows.ReadAsync(cancel))
        {
            var product = new Product(
                rows.GetGuid(0),
                rows.GetString(1),
                rows.GetString(2),
                new(rows.GetInt64(3)),
                rows.IsDBNull(4) ? null : new Money(rows.GetInt64(4)),
                rows.GetString(5),
                rows.GetBoolean(6),
                rows.GetBoolean(7)
            );
            found.products.Add(product.Id, product);
        }
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.levels.Add(rows.GetGuid(0), (new(rows.GetInt64(1)), rows.GetBoolean(3)));
        await rows.NextResultAsync(cancel);
        if (await rows.ReadAsync(cancel) && !rows.IsDBNull(0))
            found.Branch = rows.GetGuid(0);
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.others.Add((rows.GetGuid(0), rows.GetString(1), new(rows.GetInt64(2))));
        return found;
    }
}
