using System.Text.Json;
using Niaga.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Bench.Ceiling;

/// <summary>
/// A sale with nothing around it: the statements of RecordSale and its audit line in one raw transaction, no checks but the database's.
/// </summary>
internal sealed class RawSale(NpgsqlDataSource app)
{
    private sealed record Line(Guid Product, long Quantity)
    {
        public string Name { get; set; } = "";
        public string Sku { get; set; } = "";
        public string TaxCode { get; set; } = "";
        public long Price { get; set; }
        public long? Cost { get; set; }
        public long Total => Price * Quantity / 1000;
    }

    public async Task Post(HttpContext http)
    {
        var cancel = http.RequestAborted;
        var tenant = Guid.Parse(RawProductList.TenantOf(http));
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: cancel);
        var lines = body
            .RootElement.GetProperty("lines")
            .EnumerateArray()
            .Select(l => new Line(
                l.GetProperty("productId").GetGuid(),
                (long)(decimal.Parse(l.GetProperty("quantity").GetString()!) * 1000)
            ))
            .ToArray();
        await using var connection = await app.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var location = await Read(connection, tenant, lines, cancel);
        var (id, now) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        var total = lines.Sum(l => l.Total);
        var number = await Write(connection, tenant, location, id, now, lines, total, cancel);
        await transaction.CommitAsync(cancel);
        http.Response.StatusCode = 201;
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("receiptNumber"u8, $"R-{number:000000}");
        json.WriteString("soldAt"u8, now);
        json.WriteString("total"u8, RawProductList.Ringgit(total));
        json.WriteString("change"u8, "0.00");
        json.WriteEndObject();
    }

    private static async Task<Guid> Read(NpgsqlConnection connection, Guid tenant, Line[] lines, CancellationToken cancel)
    {
        var ids = lines.Select(l => l.Product).ToArray();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenant.ToString() } } },
                new(
                    """
                    SELECT product_id, sku, name, price_sen, cost_sen, tax_code, track_stock, archived_at IS NOT NULL
                    FROM retail.products WHERE tenant_id = $1 AND product_id = ANY ($2)
                    """
                )
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = tenant },
                        new NpgsqlParameter<Guid[]> { TypedValue = ids },
                    },
                },
                new(
                    """
                    SELECT l.item_id, l.on_hand, l.location_id FROM trade.stock_levels l
                    WHERE l.tenant_id = $1 AND l.item_id = ANY ($2)
                        AND l.location_id = (SELECT b.branch_id FROM trade.branches b WHERE b.tenant_id = $1 AND b.place = 1)
                    ORDER BY l.item_id FOR NO KEY UPDATE OF l
                    """
                )
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = tenant },
                        new NpgsqlParameter<Guid[]> { TypedValue = ids },
                    },
                },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var line = lines.First(l => l.Product == rows.GetGuid(0));
            (line.Sku, line.Name, line.Price, line.Cost, line.TaxCode) = (
                rows.GetString(1),
                rows.GetString(2),
                rows.GetInt64(3),
                rows.IsDBNull(4) ? null : rows.GetInt64(4),
                rows.GetString(5)
            );
        }
        await rows.NextResultAsync(cancel);
        var location = Guid.Empty;
        while (await rows.ReadAsync(cancel))
            location = rows.GetGuid(2);
        return location;
    }

    private static async Task<long> Write(
        NpgsqlConnection connection,
        Guid tenant,
        Guid location,
        Guid id,
        DateTimeOffset now,
        Line[] lines,
        long total,
        CancellationToken cancel
    )
    {
        var cashier = tenant;
        var rounding = (total % 5) switch
        {
            1 => -1,
            2 => -2,
            3 => 2,
            4 => 1,
            _ => 0,
        };
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(
                    """
                    INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, quantity, kind, reason, source,
                        source_id, unit_cost_sen, person_id, at)
                    SELECT $1, m.id, m.item, $2, m.quantity, m.kind, m.reason, m.source, m.source_id, m.cost, $11, $12
                    FROM unnest($3, $4, $5, $6, $7, $8, $9, $10) WITH ORDINALITY AS m (id, item, quantity, kind, reason, source,
                        source_id, cost, place)
                    ORDER BY m.item, m.place
                    """
                )
                {
                    Parameters =
                    {
                        Of(tenant),
                        Of(location),
                        Of(lines.Select(_ => Guid.CreateVersion7(now)).ToArray()),
                        Of(lines.Select(l => l.Product).ToArray()),
                        Of(lines.Select(l => -l.Quantity).ToArray()),
                        Of(lines.Select(_ => "sold").ToArray()),
                        Of(lines.Select(_ => (string?)null).ToArray()),
                        Of(lines.Select(_ => "retail.sale").ToArray()),
                        Of(lines.Select(_ => id).ToArray()),
                        Of(lines.Select(_ => (long?)null).ToArray()),
                        Of(cashier),
                        Of(now),
                    },
                },
                new(
                    """
                    INSERT INTO retail.sales (tenant_id, sale_id, receipt_number, sold_at, business_day, cashier_id, total_sen, tax_sen,
                        rounding_sen, public_token, items, branch_id)
                    VALUES ($1, $2, trade.next_number($1, $3), $4, $5, $6, $7, $8, $9, $10, $11,
                        (SELECT branch_id FROM trade.branches WHERE tenant_id = $1 AND place = 1))
                    RETURNING receipt_number
                    """
                )
                {
                    Parameters =
                    {
                        Of(tenant),
                        Of(id),
                        Of("retail.receipt"),
                        Of(now),
                        Of(DateOnly.FromDateTime(now.AddHours(8).DateTime)),
                        Of(cashier),
                        Of(total),
                        Of(0L),
                        Of((long)rounding),
                        Of(id.ToString("N")),
                        Of(lines.Sum(l => l.Quantity)),
                    },
                },
                new(
                    """
                    INSERT INTO retail.sale_lines (tenant_id, sale_id, line, product_id, name, sku, quantity, unit_price_sen,
                        unit_cost_sen, tax_code, tax_basis_points, tax_sen, total_sen)
                    SELECT $1, $2, l.line, l.product, l.name, l.sku, l.quantity, l.price, l.cost, l.code, l.rate, l.tax, l.total
                    FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12) WITH ORDINALITY AS l (product, name, sku, quantity, price,
                        cost, code, rate, tax, total, line)
                    """
                )
                {
                    Parameters =
                    {
                        Of(tenant),
                        Of(id),
                        Of(lines.Select(l => l.Product).ToArray()),
                        Of(lines.Select(l => l.Name).ToArray()),
                        Of(lines.Select(l => l.Sku).ToArray()),
                        Of(lines.Select(l => l.Quantity).ToArray()),
                        Of(lines.Select(l => l.Price).ToArray()),
                        Of(lines.Select(l => l.Cost).ToArray()),
                        Of(lines.Select(l => l.TaxCode).ToArray()),
                        Of(lines.Select(_ => 0).ToArray()),
                        Of(lines.Select(_ => 0L).ToArray()),
                        Of(lines.Select(l => l.Total).ToArray()),
                    },
                },
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
                        Of(tenant),
                        Of(id),
                        Of(new[] { "cash" }),
                        Of(new[] { total + rounding }),
                        Of(new[] { 100_000L }),
                        Of(new string?[] { null }),
                    },
                },
                new(
                    """
                    INSERT INTO platform.audit_entries (tenant_id, entry_id, at, person_id, channel, address, action, subject,
                    subject_id, before, after)
                    """ + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
                )
                {
                    Parameters =
                    {
                        Of(tenant),
                        Of(Guid.CreateVersion7(now)),
                        Of(now),
                        Of(cashier),
                        Of("api"),
                        Of("127.0.0.1"),
                        Of("retail.sale_completed"),
                        Of("retail.sale"),
                        Of(id.ToString()),
                        new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                        Of(
                            $$"""{"receipt":"R-000000","total":"{{total}}","rounding":"0.00","lines":3,"""
                                + $$""" "payments":[{"method":"cash","amount":"{{total}}"}]}"""
                        ),
                    },
                },
            },
        };
        return (long)(await batch.ExecuteScalarAsync(cancel))!;
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
