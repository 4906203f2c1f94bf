using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Trade.Stock;
using Npgsql;

namespace Niaga.Retail.Sales;

/// <summary>The products of a cart as they are now, and their stock, locked until the sale is written: what it says stays true.</summary>
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
    private readonly Dictionary<Guid, Quantity> levels = [];

    /// <summary>The products found; an id that is not ours is absent.</summary>
    public IReadOnlyDictionary<Guid, Product> Products => products;

    /// <summary>Where the stock lies; null when none of these products ever moved.</summary>
    public Guid? Location { get; private set; }

    /// <summary>What is left of a product.</summary>
    public Quantity OnHand(Guid product) => levels.GetValueOrDefault(product);

    /// <summary>One round trip, within a use case's transaction.</summary>
    public static async Task<CartProducts> Read(TenantSession session, StockLedger stock, Guid[] ids, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(session.Connection)
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
                stock.Locking(ids),
            },
        };
        var shelf = new CartProducts();
        await using var rows = await batch.ExecuteReaderAsync(cancel);
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
            shelf.products.Add(product.Id, product);
        }
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            shelf.levels.Add(rows.GetGuid(0), new(rows.GetInt64(1)));
            shelf.Location = rows.GetGuid(2);
        }
        return shelf;
    }
}
