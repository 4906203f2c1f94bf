using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Modules;
using Niaga.Retail.Demo;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Demo;

/// <summary>The demonstration keeps every invariant a real shop keeps: looked at with SQL, over both shops.</summary>
public sealed class RetailDemoTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What must not be: each query counts offenders.</summary>
    private static readonly Dictionary<string, string> Offenders = new()
    {
        ["levels are the sum of movements"] = """
            SELECT count(*) FROM (SELECT tenant_id, location_id, item_id, sum(quantity) AS moved FROM trade.stock_movements
                GROUP BY 1, 2, 3) m
            FULL JOIN trade.stock_levels l USING (tenant_id, location_id, item_id) WHERE coalesce(m.moved, 0) <> coalesce(l.on_hand, 0)
            """,
        ["no level was ever below zero"] = """
            SELECT count(*) FROM (SELECT sum(quantity) OVER (PARTITION BY tenant_id, location_id, item_id ORDER BY at, quantity DESC)
                AS level FROM trade.stock_movements) r WHERE level < 0
            """,
        ["receipts are 1..n in the order of time"] = """
            SELECT count(*) FROM (SELECT receipt_number, row_number() OVER (PARTITION BY tenant_id ORDER BY sold_at, sale_id) AS n
            FROM retail.sales) s WHERE receipt_number <> n
            """,
        ["the counter stands at the last receipt"] = """
            SELECT count(*) FROM trade.number_counters c WHERE last <> (SELECT max(receipt_number) FROM retail.sales s
            WHERE s.tenant_id = c.tenant_id) AND series = 'retail.receipt'
            """,
        ["refunds are numbered without a gap, later than their sale and on its day or after"] = """
            SELECT count(*) FROM (SELECT tenant_id FROM retail.reversals GROUP BY 1 HAVING max(number) <> count(*)
                UNION ALL SELECT r.tenant_id FROM retail.reversals r JOIN retail.sales s USING (tenant_id, sale_id)
                WHERE r.at <= s.sold_at OR r.business_day < s.business_day OR r.at > now()) x
            """,
        ["days are the sum of their sales"] = """
            SELECT count(*) FROM (SELECT tenant_id, business_day, branch_id, count(*) AS sales, sum(items) AS items,
                sum(total_sen) AS total, sum(tax_sen) AS tax, sum(rounding_sen) AS rounding FROM retail.sales GROUP BY 1, 2, 3) s
            FULL JOIN retail.sale_days d USING (tenant_id, business_day, branch_id)
            WHERE (s.sales, s.items, s.total, s.tax, s.rounding)
                IS DISTINCT FROM (d.sales, d.items, d.total_sen, d.tax_sen, d.rounding_sen)
            """,
        ["lines add up"] = """
            SELECT count(*) FROM retail.sales s JOIN (SELECT tenant_id, sale_id, sum(total_sen) AS total, sum(tax_sen) AS tax
                FROM retail.sale_lines GROUP BY 1, 2) l USING (tenant_id, sale_id)
            WHERE l.total <> s.total_sen OR l.tax <> s.tax_sen
            """,
        ["lines are price times quantity, tax within at the day's rate"] = """
            SELECT count(*) FROM retail.sale_lines l JOIN retail.sales s USING (tenant_id, sale_id)
            WHERE l.total_sen * 1000 <> l.unit_price_sen * l.quantity
                OR l.tax_sen <> round(l.total_sen::numeric * l.tax_basis_points / (10000 + l.tax_basis_points))
                OR l.tax_basis_points <> (SELECT r.basis_points FROM trade.tax_rates r
                    WHERE r.code = l.tax_code AND r.valid_from <= s.business_day ORDER BY r.valid_from DESC LIMIT 1)
            """,
        ["payments are total and rounding"] = """
            SELECT count(*) FROM retail.sales s LEFT JOIN (SELECT tenant_id, sale_id, sum(amount_sen) AS paid FROM retail.sale_payments
                GROUP BY 1, 2) p USING (tenant_id, sale_id)
            WHERE coalesce(p.paid, 0) <> s.total_sen + s.rounding_sen
            """,
        ["cash is paid in five sen"] =
            "SELECT count(*) FROM retail.sale_payments WHERE method = 'cash' AND (amount_sen % 5 <> 0 OR tendered_sen % 5 <> 0)",
        ["tracked lines have their movement"] = """
            SELECT count(*) FROM retail.sale_lines l JOIN retail.products p USING (tenant_id, product_id) WHERE p.track_stock
                AND NOT EXISTS (SELECT FROM trade.stock_movements m
                    WHERE m.tenant_id = l.tenant_id AND m.source_id = l.sale_id AND m.item_id = l.product_id AND m.quantity = -l.quantity
                        AND m.location_id =
                            (SELECT branch_id FROM retail.sales s WHERE s.tenant_id = l.tenant_id AND s.sale_id = l.sale_id))
            """,
        ["the business day is the day in Malaysia"] =
            "SELECT count(*) FROM retail.sales WHERE business_day <> (sold_at AT TIME ZONE 'Asia/Kuala_Lumpur')::date OR sold_at > now()",
        ["barcodes are EAN-13"] = """
            SELECT count(*) FROM retail.products WHERE barcode IS NOT NULL AND (barcode !~ '^955\d{10}$' OR
                (SELECT sum(substr(barcode, i, 1)::int * CASE i % 2 WHEN 0 THEN 3 ELSE 1 END) FROM generate_series(1, 13) i) % 10 <> 0)
            """,
    };

    [Fact]
    public async Task Two_shops_keep_every_invariant_and_a_second_run_changes_nothing()
    {
        await Fill();
        foreach (var (rule, sql) in Offenders)
            (await Ask(sql)).ShouldBe(0, rule);
        (await Ask("SELECT count(DISTINCT tenant_id) FROM retail.sales")).ShouldBe(2);
        (await Ask("SELECT count(DISTINCT tenant_id) FROM retail.reversals")).ShouldBe(2);
        (await Ask("SELECT min(n) FROM (SELECT count(*) AS n FROM retail.products GROUP BY tenant_id) p")).ShouldBeGreaterThanOrEqualTo(
            1000
        );
        (
            await Ask("SELECT min(n) FROM (SELECT count(DISTINCT business_day) AS n FROM retail.sales GROUP BY tenant_id) d")
        ).ShouldBeGreaterThanOrEqualTo(89);
        // The grocery has a second place: reached by telephone, with goods on its shelves, sales and shifts of the last month.
        const string second = "(SELECT branch_id FROM trade.branches WHERE place = 2 AND address_line1 IS NOT NULL AND phone IS NOT NULL)";
        (await Ask("SELECT count(*) FROM trade.branches")).ShouldBe(3);
        (await Ask($"SELECT count(*) FROM retail.sales WHERE branch_id = {second}")).ShouldBeInRange(150, 500);
        (await Ask($"SELECT count(*) FROM retail.reversals WHERE branch_id = {second}")).ShouldBeGreaterThan(0);
        (await Ask($"SELECT count(*) FROM trade.stock_levels WHERE location_id = {second} AND on_hand > 0")).ShouldBeGreaterThan(100);
        (await Ask($"SELECT count(*) FROM trade.work_shifts WHERE branch_id = {second} AND published_at IS NOT NULL")).ShouldBe(12);
        // The last day may have only begun.
        (
            await Ask(
                """
                SELECT min(n) FROM (SELECT count(*) AS n FROM retail.sales
                WHERE business_day < (now() AT TIME ZONE 'Asia/Kuala_Lumpur')::date GROUP BY tenant_id, business_day) d
                """
            )
        ).ShouldBeGreaterThanOrEqualTo(20);
        (
            await Ask("SELECT max(n) FROM (SELECT count(*) AS n FROM retail.sales GROUP BY tenant_id, business_day) d")
        ).ShouldBeLessThanOrEqualTo(60);

        const string everything = """
            SELECT (SELECT count(*) FROM trade.branches) + (SELECT count(*) FROM trade.work_shifts)
            + (SELECT count(*) FROM retail.products) + (SELECT count(*) FROM retail.sales) + (SELECT count(*)
            FROM trade.stock_movements) + (SELECT count(*) FROM platform.audit_entries)
            """;
        var before = await Ask(everything);
        await Fill();
        (await Ask(everything)).ShouldBe(before);
    }

    private async Task Fill()
    {
        await using var scope = app.Services.CreateAsyncScope();
        await new RetailDemo(scope.ServiceProvider.GetRequiredService<EnterDemoBusiness>()).Fill(Cancel);
    }

    /// <summary>Over all shops at once, as only the database's administrator can.</summary>
    private async Task<long> Ask(string sql)
    {
        await using var connection = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancel), System.Globalization.CultureInfo.InvariantCulture);
    }
}
