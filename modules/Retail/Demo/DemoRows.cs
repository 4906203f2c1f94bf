using System.Buffers.Text;
using System.Security.Cryptography;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Retail.Products;
using Niaga.Retail.Sales;
using Niaga.Trade.Stock;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Retail.Demo;

/// <summary>
/// Writes the demonstration's rows by the thousand: one statement a table, in the use case's transaction, as the application's role.
/// Every check and trigger of the tables applies; only the dates are older than the rows.
/// </summary>
internal sealed class DemoRows(TenantSession session, Guid person)
{
    public async Task Products(
        IReadOnlyList<DemoTrade.Product> products,
        Func<int, int, string> barcode,
        int maker,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        var categories = products.Select(p => p.Good.Category).Distinct().ToDictionary(c => c, _ => Guid.CreateVersion7(at));
        await Run(
            "INSERT INTO retail.categories (tenant_id, category_id, name, name_key) SELECT $1, c.* FROM unnest($2, $3, $4) AS c",
            [Of([.. categories.Values]), Of([.. categories.Keys]), Of([.. categories.Keys.Select(SearchKey.Of)])],
            cancel
        );
        await Run(
            """
            INSERT INTO retail.products (tenant_id, product_id, sku, sku_key, barcode, name, name_key, category_id, cost_sen, price_sen,
                tax_code, track_stock, created_at, updated_at)
            SELECT $1, p.*, $13, $13 FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS p
            """,
            [
                Of([.. products.Select(p => p.Id)]),
                Of([.. products.Select(p => p.Sku)]),
                Of([.. products.Select(p => SearchKey.Of(p.Sku))]),
                Of([.. products.Select((p, i) => p.Good.TrackStock ? barcode(maker, i + 1) : null)]),
                Of([.. products.Select(p => p.Good.Name)]),
                Of([.. products.Select(p => SearchKey.Of(p.Good.Name))]),
                Of([.. products.Select(p => categories[p.Good.Category])]),
                Of([.. products.Select(p => p.Good.CostSen)]),
                Of([.. products.Select(p => p.Good.PriceSen)]),
                Of([.. products.Select(p => p.Good.TaxCode)]),
                Of([.. products.Select(p => p.Good.TrackStock)]),
                new NpgsqlParameter<DateTimeOffset> { TypedValue = at },
            ],
            cancel
        );
    }

    /// <param name="place">Number of the place it lies at.</param>
    public async Task Stock(
        int place,
        IReadOnlyList<(Guid Product, Quantity Quantity, Money Cost)> deliveries,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        await Run(
            """
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, unit_cost_sen, person_id, at)
            SELECT $1, m.id, m.item, b.branch_id, m.quantity, 'opening', m.cost, $6, $7
            FROM unnest($2, $3, $4, $5) AS m (id, item, quantity, cost) JOIN trade.branches b ON b.tenant_id = $1 AND b.place = $8
            """,
            [
                Of([.. deliveries.Select(_ => Guid.CreateVersion7(at))]),
                Of([.. deliveries.Select(d => d.Product)]),
                Of([.. deliveries.Select(d => d.Quantity.Thousandths)]),
                Of([.. deliveries.Select(d => d.Cost.Sen)]),
                new NpgsqlParameter<Guid> { TypedValue = person },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = at },
                new NpgsqlParameter<int> { TypedValue = place },
            ],
            cancel
        );
    }

    /// <summary>One sale in three was made to one of these.</summary>
    public async Task Customers(IReadOnlyList<Guid> customers, CancellationToken cancel)
    {
        if (customers.Count == 0)
            return;

        await Run(
            """
            INSERT INTO retail.sale_customers (tenant_id, sale_id, customer_id)
            SELECT $1, sale_id, ($2::uuid[])[1 + (receipt_number * 7 / 3) % cardinality($2::uuid[])] FROM retail.sales
            WHERE tenant_id = $1 AND receipt_number % 3 = 0
            """,
            [Of([.. customers])],
            cancel
        );
    }

    public async Task Sales(IReadOnlyList<DemoTrade.Sale> sales, CancellationToken cancel)
    {
        var ids = sales.Select(s => Guid.CreateVersion7(s.At)).ToArray();
        await Run(
            """
            INSERT INTO retail.sales (tenant_id, sale_id, receipt_number, sold_at, business_day, total_sen, tax_sen, rounding_sen,
                public_token, items, cashier_id, branch_id)
            SELECT $1, s.id, s.number, s.at, s.day, s.total, s.tax, s.rounding, s.token, s.items, $12, b.branch_id
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS s (id, number, at, day, total, tax, rounding, token, items, place)
                JOIN trade.branches b ON b.tenant_id = $1 AND b.place = s.place
            """,
            [
                Of(ids),
                Of([.. sales.Select((_, i) => i + 1L)]),
                Of([.. sales.Select(s => s.At)]),
                Of([.. sales.Select(s => s.Day)]),
                Of([.. sales.Select(s => s.Total.Sen)]),
                Of([.. sales.Select(s => s.Tax.Sen)]),
                Of([.. sales.Select(s => s.Tender.Rounding.Sen)]),
                Of([.. sales.Select(_ => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18)))]),
                Of([.. sales.Select(s => s.Lines.Sum(l => l.Quantity.Thousandths))]),
                Of([.. sales.Select(s => s.Place)]),
                new NpgsqlParameter<Guid> { TypedValue = person },
            ],
            cancel
        );
        await Run(
            "INSERT INTO trade.number_counters (tenant_id, series, last) VALUES ($1, $2, $3)",
            [new NpgsqlParameter<string> { TypedValue = ReceiptNumber.Series }, new NpgsqlParameter<long> { TypedValue = sales.Count }],
            cancel
        );
        await Lines([.. sales.SelectMany((s, i) => s.Lines.Select((line, n) => (Sale: ids[i], Number: n + 1, s.At, Line: line)))], cancel);
        var payments = sales
            .SelectMany((s, i) => s.Tender.Payments.Select((payment, n) => (Sale: ids[i], Number: n + 1, Payment: payment)))
            .ToArray();
        await Run(
            """
            INSERT INTO retail.sale_payments (tenant_id, sale_id, payment, method, amount_sen, tendered_sen, reference) SELECT $1, p.*
            FROM unnest($2, $3, $4, $5, $6, $7) AS p
            """,
            [
                Of([.. payments.Select(p => p.Sale)]),
                Of([.. payments.Select(p => p.Number)]),
                Of([.. payments.Select(p => p.Payment.Method)]),
                Of([.. payments.Select(p => p.Payment.Amount.Sen)]),
                Of([.. payments.Select(p => p.Payment.Tendered.Sen)]),
                Of([.. payments.Select(p => p.Payment.Reference)]),
            ],
            cancel
        );
    }

    private async Task Lines((Guid Sale, int Number, DateTimeOffset At, DemoTrade.Line Line)[] lines, CancellationToken cancel)
    {
        await Run(
            """
            INSERT INTO retail.sale_lines (tenant_id, sale_id, line, product_id, name, sku, quantity, unit_price_sen, unit_cost_sen,
                tax_code, tax_basis_points, tax_sen, total_sen)
            SELECT $1, l.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS l
            """,
            [
                Of([.. lines.Select(l => l.Sale)]),
                Of([.. lines.Select(l => l.Number)]),
                Of([.. lines.Select(l => l.Line.Product.Id)]),
                Of([.. lines.Select(l => l.Line.Product.Good.Name)]),
                Of([.. lines.Select(l => l.Line.Product.Sku)]),
                Of([.. lines.Select(l => l.Line.Quantity.Thousandths)]),
                Of([.. lines.Select(l => l.Line.Product.Good.PriceSen)]),
                Of([.. lines.Select(l => l.Line.Product.Good.CostSen)]),
                Of([.. lines.Select(l => l.Line.Rate.Code)]),
                Of([.. lines.Select(l => l.Line.Rate.BasisPoints)]),
                Of([.. lines.Select(l => l.Line.Tax.Sen)]),
                Of([.. lines.Select(l => l.Line.Total.Sen)]),
            ],
            cancel
        );
        var counted = lines.Where(l => l.Line.Product.Good.TrackStock).ToArray();
        await Run(
            """
            INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, source, source_id,
                person_id, at)
            SELECT $1, m.id, m.item, s.branch_id, -m.quantity, 'sold', 'retail.sale', m.sale, $7, m.at
            FROM unnest($2, $3, $4, $5, $6) AS m (id, item, quantity, sale, at)
                JOIN retail.sales s ON s.tenant_id = $1 AND s.sale_id = m.sale
            """,
            [
                Of([.. counted.Select(l => Guid.CreateVersion7(l.At))]),
                Of([.. counted.Select(l => l.Line.Product.Id)]),
                Of([.. counted.Select(l => l.Line.Quantity.Thousandths)]),
                Of([.. counted.Select(l => l.Sale)]),
                Of([.. counted.Select(l => l.At)]),
                new NpgsqlParameter<Guid> { TypedValue = person },
            ],
            cancel
        );
    }

    private async Task Run(string sql, NpgsqlParameter[] parameters, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, session.Connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlParameter<T[]> Of<T>(T[] values) => new() { TypedValue = values };

    private static NpgsqlParameter Of(string?[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
