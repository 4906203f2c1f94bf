using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales;

/// <summary>What the database itself refuses, whatever the code does: SQL as the application's role.</summary>
public sealed class SaleInvariantTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Sale =
        """
            INSERT INTO retail.sales (tenant_id, sale_id, receipt_number, sold_at, business_day, cashier_id, total_sen, tax_sen,
            rounding_sen, public_token, items, branch_id)
            """
        + "SELECT @t, @s, 900, now(), current_date, @t, @total, 0, @rounding, repeat('x', 24), @items, branch_id FROM trade.branches;";

    private const string Line =
        """
            INSERT INTO retail.sale_lines (tenant_id, sale_id, line, product_id, name, sku, quantity, unit_price_sen, tax_code,
            tax_basis_points, tax_sen, total_sen)
            """ + "SELECT tenant_id, @s, 1, product_id, name, sku, 1000, 1000, 'none', 0, 0, 1000 FROM retail.products LIMIT 1;";

    private const string Paid = """
        INSERT INTO retail.sale_payments (tenant_id, sale_id, payment, method, amount_sen, tendered_sen)
        VALUES (@t, @s, 1, @method, @paid, @paid);
        """;

    [Theory]
    [InlineData(1000, 0, "card", 1000, null)]
    [InlineData(1001, 0, "card", 1001, "sales_lines_add_up")]
    [InlineData(1000, 0, "card", 1000, "sales_lines_add_up", 2000)]
    [InlineData(1000, 0, "card", 1000, "sales_items_check", 0)]
    [InlineData(1000, 0, "card", 999, "sales_payments_add_up")]
    [InlineData(1000, 2, "card", 1002, "sales_payments_add_up")]
    [InlineData(1000, 2, "cash", 1002, null)]
    [InlineData(1000, 3, "cash", 1003, "sales_rounding_sen_check")]
    public async Task A_sale_adds_up_when_it_commits(
        long total,
        long rounding,
        string method,
        long paid,
        string? constraint,
        long items = 1000
    )
    {
        using var shop = await Shop.Open(app);
        await shop.Product("Barang", "10");
        (
            await Violated(
                shop,
                Sale + Line + Paid,
                ("total", total),
                ("rounding", rounding),
                ("method", method),
                ("paid", paid),
                ("items", items)
            )
        ).ShouldBe(constraint);
    }

    [Theory]
    [InlineData("UPDATE retail.sales SET total_sen = 1")]
    [InlineData("DELETE FROM retail.sales")]
    [InlineData("UPDATE retail.sale_lines SET quantity = 1")]
    [InlineData("DELETE FROM retail.sale_lines")]
    [InlineData("UPDATE retail.sale_payments SET amount_sen = 1")]
    [InlineData("DELETE FROM retail.sale_payments")]
    [InlineData("DELETE FROM retail.sale_days")]
    [InlineData("DELETE FROM trade.stock_movements")]
    [InlineData("UPDATE trade.stock_movements SET quantity = 1")]
    public async Task What_was_sold_never_changes(string sql)
    {
        using var shop = await Shop.Open(app);
        (await shop.Sell(await shop.Product("Barang", "10", stock: 2), "1", "cash", "10")).ShouldBeSold();
        (await Violated(shop, sql)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_level_changes_by_a_movement_only()
    {
        using var shop = await Shop.Open(app);
        await shop.Product("Barang", "10", stock: 2);
        (await Violated(shop, "UPDATE trade.stock_levels SET on_hand = 99000")).ShouldBe("stock_levels_by_movement");
    }

    [Fact]
    public async Task What_a_day_sold_changes_by_a_sale_only()
    {
        using var shop = await Shop.Open(app);
        (await shop.Sell(await shop.Product("Barang", "10", stock: 2), "1", "cash", "10")).ShouldBeSold();
        (await Violated(shop, "UPDATE retail.sale_days SET sales = sales + 1")).ShouldBe("sale_days_by_sale");
        (
            await Violated(shop, "INSERT INTO retail.sale_days SELECT tenant_id, business_day - 1, 1, 1, 1, 0, 0 FROM retail.sale_days")
        ).ShouldBe("sale_days_by_sale");
    }

    /// <returns>The violated constraint (or error code), null when the transaction committed.</returns>
    private async Task<string?> Violated(Shop shop, string sql, params (string Name, object Value)[] values)
    {
        await using var connection = await app.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (
            var enter = new NpgsqlCommand($"SET LOCAL app.tenant_id = '{shop.Business.Tenant}'; SET LOCAL app.branches = '*'", connection)
        )
            await enter.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        if (values.Length > 0)
        {
            command.Parameters.AddWithValue("t", shop.Business.Tenant.Value);
            command.Parameters.AddWithValue("s", Guid.NewGuid());
            foreach (var (name, value) in values)
                command.Parameters.AddWithValue(name, value);
        }
        try
        {
            await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            return null;
        }
        catch (PostgresException e)
        {
            return e.ConstraintName ?? e.SqlState;
        }
    }
}
