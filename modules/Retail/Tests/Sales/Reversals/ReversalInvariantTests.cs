using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Reversals;

/// <summary>What the database itself refuses of voids and refunds, whatever the code does: SQL as the application's role.</summary>
public sealed class ReversalInvariantTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Document = """
        INSERT INTO retail.reversals (tenant_id, reversal_id, sale_id, kind, number, at, business_day, person_id, approved_by_id, reason,
            total_sen, tax_sen, rounding_sen, public_token)
        SELECT tenant_id, @r, sale_id, @kind, 900 + @n, now(), business_day + @days, tenant_id, @approver, 'why', @total, 0, @rounding,
            repeat('x', 22) || @n FROM retail.sales;
        """;

    private const string Line = """
        INSERT INTO retail.reversal_lines (tenant_id, reversal_id, line, sale_id, sale_line, quantity, tax_sen, total_sen, restock)
        SELECT tenant_id, @r, 1, sale_id, 1, @quantity, 0, @total, false FROM retail.sales;
        """;

    private const string Paid = """
        INSERT INTO retail.reversal_payments (tenant_id, reversal_id, sale_id, payment, amount_sen)
        SELECT tenant_id, @r, sale_id, 1, @paid FROM retail.sales;
        """;

    /// <summary>A sale of three for RM9.99, RM10.00 in cash.</summary>
    [Theory]
    [InlineData("refund", 1000, 333, 0, 334, "reversals_payments_add_up")]
    [InlineData("refund", 1000, 333, 2, 335, null)]
    [InlineData("refund", 1000, 333, -3, 330, "reversals_within_paid")]
    [InlineData("refund", 1000, 333, 5, 338, "reversals_rounding_sen_check")]
    [InlineData("refund", 3000, 999, 1, 1000, null)]
    [InlineData("refund", 3000, 999, 0, 999, "reversals_within_paid")]
    [InlineData("refund", 3000, 999, 2, 1001, "reversals_within_paid")]
    [InlineData("refund", 3000, 998, 2, 1000, "reversals_within_sold")]
    [InlineData("refund", 1000, 999, 1, 1000, "reversals_within_sold")]
    [InlineData("refund", 3001, 999, 1, 1000, "reversed_sales_not_more_than_sold")]
    [InlineData("refund", 1000, 333, 2, 335, "reversals_void_same_day", -1)]
    [InlineData("refund", 1000, 333, 2, 335, null, 1)]
    [InlineData("void", 3000, 999, 1, 1000, null)]
    [InlineData("void", 1000, 333, 2, 335, "reversals_void_whole")]
    [InlineData("void", 3000, 999, 1, 1000, "reversals_void_same_day", 1)]
    public async Task A_document_adds_up_within_its_sale_when_it_commits(
        string kind,
        long quantity,
        long total,
        long rounding,
        long paid,
        string? constraint,
        int days = 0
    )
    {
        using var shop = await Sold();
        (
            await Violated(
                shop,
                Document + Line + Paid,
                [.. Values(kind, 1, total, rounding), ("quantity", quantity), ("paid", paid), ("days", days)]
            )
        ).ShouldBe(constraint);
    }

    [Fact]
    public async Task A_document_without_its_lines_and_an_approval_by_oneself_are_refused()
    {
        using var shop = await Sold();
        (await Violated(shop, Document, [.. Values("refund", 1, 0, 0), ("days", 0)])).ShouldBe("reversals_lines_add_up");
        var self = Values("refund", 2, 0, 0).Where(v => v.Item1 != "approver").Append(("approver", shop.Business.Tenant.Value));
        (await Violated(shop, Document, [.. self, ("days", 0)])).ShouldBe("reversals_approved_by_another");
    }

    [Fact]
    public async Task Once_voided_nothing_follows_and_once_refunded_no_void()
    {
        using var shop = await Sold();
        (await Violated(shop, Document + Line + Paid, Whole("void", 1))).ShouldBeNull();
        (await Violated(shop, Document + Line + Paid, Whole("void", 2))).ShouldBe("reversals_void_or_refund");
        (await Violated(shop, Document + Line + Paid, Whole("refund", 3))).ShouldBe("reversals_void_or_refund");
        using var other = await Sold();
        (
            await Violated(
                other,
                Document + Line + Paid,
                [.. Values("refund", 1, 333, 2), ("quantity", 1000L), ("paid", 335L), ("days", 0)]
            )
        ).ShouldBeNull();
        (await Violated(other, Document + Line + Paid, Whole("void", 2))).ShouldBe("reversals_void_or_refund");
        (await Violated(other, Document + Line + Paid, Whole("refund", 3))).ShouldBe("reversed_sales_not_more_than_sold");
    }

    [Theory]
    [InlineData("UPDATE retail.reversals SET total_sen = 1")]
    [InlineData("DELETE FROM retail.reversals")]
    [InlineData("UPDATE retail.reversal_lines SET quantity = 1")]
    [InlineData("DELETE FROM retail.reversal_payments")]
    [InlineData("DELETE FROM retail.reversed_sales")]
    public async Task What_was_put_right_never_changes(string sql)
    {
        using var shop = await Sold();
        (await Violated(shop, Document + Line + Paid, Whole("refund", 1))).ShouldBeNull();
        (await Violated(shop, sql, [])).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("UPDATE retail.reversed_sales SET quantity = 0", "reversed_sales_by_document")]
    [InlineData(
        "INSERT INTO retail.reversal_lines SELECT tenant_id, reversal_id, 2, sale_id, 1, 1, 0, 0, true FROM retail.reversals",
        "reversals_made_once"
    )]
    [InlineData(
        "INSERT INTO retail.reversal_payments SELECT tenant_id, reversal_id, sale_id, 1, 1 FROM retail.reversals WHERE number = 902",
        "reversals_made_once"
    )]
    public async Task Nothing_is_added_to_a_document_later(string sql, string constraint)
    {
        using var shop = await Sold();
        (
            await Violated(shop, Document + Line + Paid, [.. Values("refund", 1, 333, 2), ("quantity", 1000L), ("paid", 335L), ("days", 0)])
        ).ShouldBeNull();
        // Another whose cash rounds to nothing: it has a line and no payment yet.
        (await Violated(shop, Document + Line, [.. Values("refund", 2, 0, 0), ("quantity", 1L), ("days", 0)])).ShouldBeNull();
        (await Violated(shop, sql, [])).ShouldBe(constraint);
    }

    /// <summary>Two connections, neither of which waits for the code's own lock.</summary>
    [Fact]
    public async Task Two_documents_at_once_meet_in_the_database_too()
    {
        using var shop = await Sold();
        await using var first = await app.Connect();
        await using var slow = await first.BeginTransactionAsync();
        await Enter(first, shop);
        await Run(first, Document + Line + Paid, Whole("refund", 1));
        var second = Violated(shop, Document + Line + Paid, Whole("void", 2));
        await slow.CommitAsync();
        (await second).ShouldBe("reversals_void_or_refund");
    }

    private async Task<Shop> Sold()
    {
        var shop = await Shop.Open(app);
        (await shop.Sell(await shop.Product("Barang", "3.33"), "3", "cash", "10")).ShouldBeSold();
        return shop;
    }

    private static (string, object)[] Values(string kind, int n, long total, long rounding) =>
        [("kind", kind), ("n", n), ("total", total), ("rounding", rounding), ("approver", DBNull.Value), ("r", Guid.NewGuid())];

    private static (string, object)[] Whole(string kind, int n) =>
        [.. Values(kind, n, 999, 1), ("quantity", 3000L), ("paid", 1000L), ("days", 0)];

    private static async Task Enter(NpgsqlConnection connection, Shop shop)
    {
        await using var enter = new NpgsqlCommand(
            $"SET LOCAL app.tenant_id = '{shop.Business.Tenant}'; SET LOCAL app.branches = '*'",
            connection
        );
        await enter.ExecuteNonQueryAsync();
    }

    private static async Task Run(NpgsqlConnection connection, string sql, (string Name, object Value)[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in values.Where(v => sql.Contains("@" + v.Name, StringComparison.Ordinal)))
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync();
    }

    /// <returns>The violated constraint (or error code), null when the transaction committed.</returns>
    private async Task<string?> Violated(Shop shop, string sql, (string Name, object Value)[] values)
    {
        await using var connection = await app.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Enter(connection, shop);
        try
        {
            await Run(connection, sql, values);
            await transaction.CommitAsync();
            return null;
        }
        catch (PostgresException e)
        {
            return e.ConstraintName ?? e.SqlState;
        }
    }
}
