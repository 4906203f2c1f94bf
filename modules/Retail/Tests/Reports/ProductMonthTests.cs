using System.Text.Json;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Reports;

/// <summary>Months that are over are summed once; every report says the same as without, and no sum outlives what changes it.</summary>
public sealed class ProductMonthTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static readonly string[] Reports = ["sales-by-product", "sales-by-category", "margin", "tax-summary"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Summed_or_not_every_figure_of_every_span_is_the_same()
    {
        using var made = await GeneratedSales.Make(app, 40);
        var middle = new DateOnly(made.Today.Year, made.Today.Month, 1).AddMonths(-2);
        // Three days before the first of a month and three after, three months ago, and again a month later.
        await Sql(
            $"""
            SET LOCAL session_replication_role = replica;
            UPDATE retail.sales SET business_day = business_day - ({made.Today.DayNumber
                - middle.AddDays(2).DayNumber} - receipt_number % 2 * 31)::int
            WHERE tenant_id = '{made.Shop.Business.Tenant}';
            UPDATE retail.reversals SET business_day = business_day - {made.Today.DayNumber - middle.AddDays(2).DayNumber}
            WHERE tenant_id = '{made.Shop.Business.Tenant}'
            """
        );
        (DateOnly From, DateOnly To)[] spans =
        [
            (middle.AddMonths(-1), made.Today),
            (middle.AddMonths(-1), middle.AddDays(-1)),
            (middle, middle.AddMonths(1).AddDays(-1)),
            (middle.AddDays(-2), middle.AddDays(1)),
            (middle.AddDays(1), middle.AddMonths(2)),
            (middle.AddDays(-400), middle.AddMonths(1).AddDays(1)),
            (middle.AddMonths(-1), middle.AddMonths(1)),
        ];
        var before = await All(made, spans);
        before.Count(b => b.Contains("0.", StringComparison.Ordinal)).ShouldBeGreaterThan(20);
        await Sum(made);
        (await made.Shop.Business.Ask<long>("SELECT count(*) FROM retail.product_months")).ShouldBeGreaterThan(10);

        (await All(made, spans)).ShouldBe(before);
        await Sum(made);
        (await All(made, spans)).ShouldBe(before);

        // They are read: what is wrong in them is wrong in the report.
        await Sql($"UPDATE retail.product_months SET total_sen = total_sen + 1 WHERE tenant_id = '{made.Shop.Business.Tenant}'");
        (await All(made, spans)).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_sale_or_a_document_of_a_summed_month_takes_the_sums_out_again()
    {
        using var made = await GeneratedSales.Make(app, 10);
        var tenant = made.Shop.Business.Tenant;
        await Sql(
            $"""
            SET LOCAL session_replication_role = replica;
            UPDATE retail.sales SET business_day = business_day - 70 WHERE tenant_id = '{tenant}';
            UPDATE retail.reversals SET business_day = business_day - 70 WHERE tenant_id = '{tenant}'
            """
        );
        await Sum(made);
        var until = await Until(made);
        until.ShouldBeGreaterThan(made.Today.AddDays(-70));

        // A copy of a sale with all it has, on its own day.
        await Sql(
            $"""
            CREATE TEMP TABLE copied ON COMMIT DROP AS
            SELECT * FROM retail.sales WHERE tenant_id = '{tenant}' ORDER BY receipt_number LIMIT 1;
            INSERT INTO retail.sales SELECT (jsonb_populate_record(c, jsonb_build_object('sale_id', gen_random_uuid(),
                'receipt_number', 9999, 'public_token', 'a-token-nobody-else-has-got'))).* FROM copied c;
            INSERT INTO retail.sale_lines SELECT (jsonb_populate_record(l, jsonb_build_object('sale_id',
                (SELECT sale_id FROM retail.sales WHERE tenant_id = '{tenant}' AND receipt_number = 9999)))).*
            FROM retail.sale_lines l JOIN copied c USING (tenant_id, sale_id);
            INSERT INTO retail.sale_payments SELECT (jsonb_populate_record(p, jsonb_build_object('sale_id',
                (SELECT sale_id FROM retail.sales WHERE tenant_id = '{tenant}' AND receipt_number = 9999)))).*
            FROM retail.sale_payments p JOIN copied c USING (tenant_id, sale_id)
            """,
            tenant
        );
        var day = await made.Shop.Business.Ask<DateOnly>("SELECT business_day FROM retail.sales WHERE receipt_number = 9999");
        (await Until(made)).ShouldBe(new DateOnly(day.Year, day.Month, 1));
        (
            await made.Shop.Business.Ask<long>($"SELECT count(*) FROM retail.product_months WHERE month >= '{day.Year}-{day.Month:00}-01'")
        ).ShouldBe(0);
        var raw = await RawRows.Read(app, made.Shop.Business, day.AddDays(-40), made.Today);
        var report = await made.Shop.Client.Get($"api/v1/reports/retail-sales-by-product?from={day.AddDays(-40):O}&to={made.Today:O}");
        report
            .GetProperty("totals")
            .GetProperty("values")
            .GetProperty("net_sales")
            .GetString()
            .ShouldBe(Money.FromSen(raw.Lines.Sum(l => l.Sign * l.Total)).ToDecimalString());

        await Sum(made);
        (await Until(made)).ShouldBe(until);
    }

    private Task<DateOnly> Until(GeneratedSales made) => made.Shop.Business.Ask<DateOnly>("SELECT until FROM retail.summed_months");

    private static async Task Sum(GeneratedSales made) =>
        await made.Shop.Business.Ask<string>(
            $"SELECT coalesce(retail.sum_months('{made.Shop.Business.Tenant}', '{made.Today:O}')::text, '')"
        );

    private static async Task<List<string>> All(GeneratedSales made, (DateOnly From, DateOnly To)[] spans)
    {
        var answers = new List<string>();
        foreach (var (from, to) in spans)
        {
            foreach (var report in Reports)
                answers.Add((await made.Shop.Client.Get($"api/v1/reports/retail-{report}?from={from:O}&to={to:O}")).ToString());
        }
        return answers;
    }

    private async Task Sql(string statements, TenantId? tenant = null)
    {
        await using var admin = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(
            $"BEGIN; SELECT set_config('app.branches', '*', true); "
                + $"{(tenant is { } of ? $"SELECT set_config('app.tenant_id', '{of}', true);" : "")} {statements}; COMMIT",
            admin
        );
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
