using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Numbering;
using Niaga.Trade.Stock;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Retail.Sales;

/// <summary>A sale that nothing refuses any more, with all its figures.</summary>
internal sealed record SaleToWrite(
    Guid Id,
    Guid Branch,
    DateTimeOffset SoldAt,
    DateOnly Day,
    PersonId Cashier,
    PersonId? ApprovedBy,
    IReadOnlyList<SaleToWrite.Line> Lines,
    Money Total,
    Money Tax,
    Tender Tender,
    string PublicToken,
    Guid? Customer
)
{
    /// <summary>A line at the price and the rate of the day.</summary>
    internal sealed record Line(CartProducts.Product Product, Quantity Quantity, int TaxBasisPoints, Money Tax, Money Total);

    /// <summary>
    /// Stock, sale, lines and payments in one round trip. Stock goes first: a sale it refuses never touches the receipt counter,
    /// and one that takes a number holds it no longer than its own rows and the commit need.
    /// </summary>
    public async Task<ReceiptNumber> Write(TenantSession session, StockLedger stock, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(session.Connection);
        var leaving = Lines
            .Where(l => l.Product.TrackStock)
            .GroupBy(l => l.Product.Id)
            .Select(p => new StockMovement(
                p.Key,
                -p.Aggregate(Quantity.Zero, (sum, l) => sum + l.Quantity),
                StockMovementKind.Sold,
                null,
                StockSources.Sale,
                Id
            ))
            .ToArray();
        if (leaving.Length > 0)
            batch.BatchCommands.Add(stock.Moving(leaving, Branch));
        var tenant = session.Tenant.Value;
        batch.BatchCommands.Add(InsertSale(tenant));
        batch.BatchCommands.Add(InsertLines(tenant));
        if (Tender.Payments.Count > 0)
            batch.BatchCommands.Add(InsertPayments(tenant));
        if (Customer is { } customer)
            batch.BatchCommands.Add(InsertCustomer(tenant, customer));
        // Commands without rows answer nothing: the first row is the sale's number.
        return new((long)(await batch.ExecuteScalarAsync(cancel))!);
    }

    private NpgsqlBatchCommand InsertSale(Guid tenant) =>
        new(
            $"""
            INSERT INTO retail.sales (tenant_id, sale_id, receipt_number, sold_at, business_day, cashier_id, total_sen, tax_sen,
                rounding_sen, public_token, approved_by_id, items, branch_id)
            VALUES ($1, $2, {Numbers.NextFunction}($1, $3), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            RETURNING receipt_number
            """
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant },
                new NpgsqlParameter<Guid> { TypedValue = Id },
                new NpgsqlParameter<string> { TypedValue = ReceiptNumber.Series },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = SoldAt },
                new NpgsqlParameter<DateOnly> { TypedValue = Day },
                new NpgsqlParameter<Guid> { TypedValue = Cashier.Value },
                new NpgsqlParameter<long> { TypedValue = Total.Sen },
                new NpgsqlParameter<long> { TypedValue = Tax.Sen },
                new NpgsqlParameter<long> { TypedValue = Tender.Rounding.Sen },
                new NpgsqlParameter<string> { TypedValue = PublicToken },
                new() { Value = (object?)ApprovedBy?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new NpgsqlParameter<long> { TypedValue = Lines.Sum(l => l.Quantity.Thousandths) },
                new NpgsqlParameter<Guid> { TypedValue = Branch },
            },
        };

    private NpgsqlBatchCommand InsertLines(Guid tenant) =>
        new(
            """
            INSERT INTO retail.sale_lines (tenant_id, sale_id, line, product_id, name, sku, quantity, unit_price_sen, unit_cost_sen,
                tax_code, tax_basis_points, tax_sen, total_sen)
            SELECT $1, $2, l.line, l.product, l.name, l.sku, l.quantity, l.price, l.cost, l.code, l.rate, l.tax, l.total
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12) WITH ORDINALITY AS l (product, name, sku, quantity, price, cost,
                code, rate, tax, total, line)
            """
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant },
                new NpgsqlParameter<Guid> { TypedValue = Id },
                Column(l => l.Product.Id),
                Column(l => l.Product.Name),
                Column(l => l.Product.Sku),
                Column(l => l.Quantity.Thousandths),
                Column(l => l.Product.Price.Sen),
                Column(l => l.Product.Cost?.Sen),
                Column(l => l.Product.TaxCode),
                Column(l => l.TaxBasisPoints),
                Column(l => l.Tax.Sen),
                Column(l => l.Total.Sen),
            },
        };

    private NpgsqlBatchCommand InsertCustomer(Guid tenant, Guid customer) =>
        new("INSERT INTO retail.sale_customers (tenant_id, sale_id, customer_id) VALUES ($1, $2, $3)")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant },
                new NpgsqlParameter<Guid> { TypedValue = Id },
                new NpgsqlParameter<Guid> { TypedValue = customer },
            },
        };

    private NpgsqlBatchCommand InsertPayments(Guid tenant) =>
        new(
            """
            INSERT INTO retail.sale_payments (tenant_id, sale_id, payment, method, amount_sen, tendered_sen, reference)
            SELECT $1, $2, p.payment, p.method, p.amount, p.tendered, p.reference
            FROM unnest($3, $4, $5, $6) WITH ORDINALITY AS p (method, amount, tendered, reference, payment)
            """
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant },
                new NpgsqlParameter<Guid> { TypedValue = Id },
                new NpgsqlParameter<string[]> { TypedValue = [.. Tender.Payments.Select(p => p.Method)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. Tender.Payments.Select(p => p.Amount.Sen)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. Tender.Payments.Select(p => p.Tendered.Sen)] },
                new() { Value = Tender.Payments.Select(p => p.Reference).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        };

    private NpgsqlParameter<T[]> Column<T>(Func<Line, T> value) => new() { TypedValue = [.. Lines.Select(value)] };
}
