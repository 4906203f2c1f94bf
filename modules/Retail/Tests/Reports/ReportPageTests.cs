using System.Net;
using System.Text.Json;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Roles;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Documents;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Reports;

/// <summary>Reports as their readers meet them: page, files, paper, API; and who does not.</summary>
public sealed class ReportPageTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static readonly DateOnly Today = MalaysianTime.Day(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_shows_totals_comparison_chart_and_where_a_row_leads()
    {
        using var shop = await Sold();
        using var owner = await Members.Browser(app, shop, "owner");
        var html = await Page(owner, shop, "reports/retail-sales-by-product?span=today&compare=before");

        html.ShouldContain("Sales by product");
        html.ShouldContain("href=\"products/");
        html.ShouldContain("data-chart=");
        var foot = html[html.IndexOf("<tfoot", StringComparison.Ordinal)..html.IndexOf("</tfoot>", StringComparison.Ordinal)];
        foot.ShouldContain("RM14.00");
        foot.ShouldContain("RM0.00");
        // Every figure of the day before is there, and it is nothing.
        html.ShouldContain($"Compared with {MalaysianTime.Show(Today.AddDays(-1), Niaga.Platform.Texts.Language.English)}");
    }

    [Fact]
    public async Task Rows_go_by_the_column_asked_for()
    {
        using var shop = await Sold();
        string[] Names(JsonElement report) =>
            [.. report.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("values").GetProperty("product").GetString()!)];

        Names(await shop.Client.Get("api/v1/reports/retail-sales-by-product")).ShouldBe(["Kopi", "Teh"]);
        Names(await shop.Client.Get("api/v1/reports/retail-sales-by-product?sort=net_sales")).ShouldBe(["Teh", "Kopi"]);
        Names(await shop.Client.Get("api/v1/reports/retail-sales-by-product?sort=-product")).ShouldBe(["Teh", "Kopi"]);
    }

    [Fact]
    public async Task What_was_before_only_is_compared_with_nothing()
    {
        using var shop = await Sold();
        var from = Today.AddDays(1);
        var report = await shop.Client.Get($"api/v1/reports/retail-sales-by-product?from={from:O}&to={from:O}&compare=before");

        var rows = report.GetProperty("rows").EnumerateArray().ToArray();
        rows.Length.ShouldBe(2);
        rows.ShouldAllBe(r => r.GetProperty("values").GetProperty("net_sales").GetString() == "0.00");
        rows.Select(r => r.GetProperty("before").GetProperty("net_sales").GetString()).Order().ShouldBe(["10.00", "4.00"]);
        report.GetProperty("totals").GetProperty("before").GetProperty("net_sales").GetString().ShouldBe("14.00");
    }

    [Fact]
    public async Task Files_and_paper_say_what_the_page_says_and_stand_in_the_log()
    {
        using var shop = await Sold();
        using var owner = await Members.Browser(app, shop, "owner");
        var at = $"/{shop.Business.Slug}/reports/retail-sales-by-product";

        var csv = (await owner.GetStringAsync(at + ".csv?span=today", Cancel)).TrimStart('\uFEFF').ReplaceLineEndings("\n");
        csv.ShouldBe(
            """
            Product,SKU,Category,Quantity,Sold,Given back,Tax,Net sales
            Kopi,P00001,No category,2,10.00,0.00,0.00,10.00
            Teh,P00002,No category,1,4.00,0.00,0.00,4.00
            Total,,,3,14.00,0.00,0.00,14.00

            """.ReplaceLineEndings("\n")
        );
        var sheet = new TestWorkbook(await owner.GetByteArrayAsync(at + ".xlsx?span=today", Cancel));
        (sheet.Frozen, sheet.Filter, sheet.HasFormula).ShouldBe(("1", "A1:H3", false));
        (sheet.Rows[3][^1].Number, sheet.Rows[3][^1].Format).ShouldBe((14m, "#,##0.00"));

        var paper = PaperReading.Pdf(await owner.GetByteArrayAsync(at + ".pdf?span=today", Cancel));
        paper[0].ShouldSay("Sales by product", "Kopi", "RM10.00", "Total", "RM14.00");

        (
            await shop.Business.Ask<string>(
                "SELECT string_agg(after, ' ' ORDER BY entry_id) FROM platform.audit_entries WHERE action = 'platform.report_exported'"
            )
        ).ShouldBe(
            string.Join(
                ' ',
                new[]
                {
                    $"sales-by-product-{Today:O}.csv",
                    $"sales-by-product-{Today:O}.xlsx",
                    $"Sales-by-product-{Today:O}-a4.pdf",
                }.Select(file => $"{{\"file\":\"{file}\",\"rows\":2,\"filter\":{{\"span\":\"today\"}}}}")
            )
        );
    }

    [Theory]
    [InlineData("span=fortnight", "platform.report_span_unknown")]
    [InlineData("from=1926-01-01&to=2026-01-01", "platform.report_day_too_far")]
    [InlineData("from=2001-01-01&to=2100-01-01", "platform.report_too_long")]
    [InlineData("from=2026-02-30", "platform.malformed_day")]
    [InlineData("from=2026-02-01&to=2026-01-01", "platform.report_days_reversed")]
    [InlineData("to=2026-01-01", "platform.required")]
    [InlineData("compare=tomorrow", "platform.report_compare_unknown")]
    [InlineData("sort=tenant_id", "platform.report_sort_unknown")]
    [InlineData("sort=product_id", "platform.report_sort_unknown")]
    public async Task A_wrong_question_is_refused_by_name(string query, string code)
    {
        using var shop = await Shop.Open(app);
        using var answer = await shop.Client.GetAsync($"/api/v1/reports/retail-sales-by-product?{query}", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        problem.RootElement.GetProperty("code").GetString().ShouldBe(code);

        using var owner = await Members.Browser(app, shop, "owner");
        var page = await Page(owner, shop, $"reports/retail-sales-by-product?{query}");
        page.ShouldContain(
            WebUtility.HtmlEncode(problem.RootElement.GetProperty("title").GetString()!).Replace("&#39;", "'"),
            Case.Sensitive
        );
        page.ShouldNotContain("<tfoot");
        // An open menu would lie over the sentence.
        page.ShouldNotContain("span-choice\" open");
        foreach (var ending in new[] { "csv", "pdf" })
        {
            using var file = await owner.GetAsync($"/{shop.Business.Slug}/reports/retail-sales-by-product.{ending}?{query}", Cancel);
            file.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Others_that_outweigh_the_largest_are_not_drawn_and_nothing_before_is_not_said()
    {
        using var shop = await Shop.Open(app);
        for (var i = 0; i < 14; i++)
        {
            var product = await shop.Product($"Barang {i}", $"{14 - i}.00");
            (await shop.Sell(product, "1", "cash", "20")).ShouldBeSold();
        }
        using var owner = await Members.Browser(app, shop, "owner");
        // The last four are 1 + 2 + 3 + 4, less than the 14 of the first.
        (await Page(owner, shop, "reports/retail-sales-by-product?span=today")).ShouldContain("4 others");
        (await shop.Sell(await shop.Product("Kecil", "4.50"), "1", "cash", "20")).ShouldBeSold();
        (await Page(owner, shop, "reports/retail-sales-by-product?span=today")).ShouldNotContain("5 others");

        // Nobody sold the day before: an average of none is nothing.
        (await Page(owner, shop, "reports/retail-sales-by-day?span=today&compare=before")).ShouldNotContain("<span>Before </span>");
    }

    [Theory]
    [InlineData("to=2026-01-01", "From: Fill this in.")]
    [InlineData("from=2026-02-30", "From: Write the day")]
    [InlineData("from=2026-02-01&to=2026-01-01", "To: The last day")]
    [InlineData("span=nonsense", "There is no such span")]
    public async Task A_refused_question_says_which_field_where_everyone_sees_it(string query, string sentence)
    {
        using var shop = await Shop.Open(app);
        using var owner = await Members.Browser(app, shop, "owner");
        var page = await Page(owner, shop, $"reports/retail-sales-by-day?{query}");
        var menu = page.IndexOf("span-choice", StringComparison.Ordinal);
        page[page.IndexOf("</details>", menu, StringComparison.Ordinal)..].ShouldContain(sentence);
        if (sentence[..sentence.IndexOf(' ')] is "From:" or "To:")
            page.ShouldContain($"id=\"f-{sentence[..sentence.IndexOf(':')].ToLowerInvariant()}-error\"");
    }

    [Theory]
    [InlineData("to=2099-01-01", "platform.report_day_to_come")]
    [InlineData("from=2026-01-01", "platform.report_of_one_day")]
    [InlineData("from=2026-01-01&to=2026-01-31", "platform.report_of_one_day")]
    public async Task Stock_is_of_one_day_that_has_come(string query, string code)
    {
        using var shop = await Shop.Open(app);
        using var answer = await shop.Client.GetAsync($"/api/v1/reports/retail-stock-value?{query}", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain($"\"{code}\"");
    }

    [Theory]
    [InlineData("owner", 11, true)]
    [InlineData("manager", 11, true)]
    [InlineData("accountant", 11, true)]
    [InlineData("staff", 10, false)]
    [InlineData("read-only", 10, false)]
    [InlineData("retail.cashier", 0, false)]
    public async Task Each_role_finds_its_reports_and_no_other(string role, int reports, bool files)
    {
        using var shop = await Sold();
        using var browser = await Members.Browser(app, shop, role);
        var list = await Page(browser, shop, "reports");
        (list.Split("href=\"reports/retail-").Length - 1).ShouldBe(reports);
        list.Contains("class=\"nav-entry\" href=\"reports\"", StringComparison.Ordinal).ShouldBe(reports > 0);

        using var margin = await browser.GetAsync($"/{shop.Business.Slug}/reports/retail-margin", Cancel);
        margin.StatusCode.ShouldBe(files ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        using var api = await browser.GetAsync($"/{shop.Business.Slug}/api/v1/reports/retail-margin", Cancel);
        api.StatusCode.ShouldBe(files ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        foreach (var ending in new[] { "csv", "xlsx", "pdf" })
        {
            using var file = await browser.GetAsync($"/{shop.Business.Slug}/reports/retail-sales-by-day.{ending}", Cancel);
            file.StatusCode.ShouldBe(files ? HttpStatusCode.OK : HttpStatusCode.Forbidden, ending);
        }
        using var stock = await browser.GetAsync($"/{shop.Business.Slug}/reports/retail-stock-value", Cancel);
        (await stock.Content.ReadAsStringAsync(Cancel)).Contains("Value at cost", StringComparison.Ordinal).ShouldBe(files);
    }

    [Fact]
    public async Task A_role_that_may_take_files_but_not_read_the_report_gets_no_file()
    {
        using var shop = await Sold();
        var role = Guid.CreateVersion7();
        await shop.Business.Ask<long>(
            $"""
            WITH w AS (INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
            VALUES ('{shop.Business.Tenant}', '{role}', 'Files', string_to_array('retail.export,retail.stock.view', ','), now(), now())
            RETURNING 1) SELECT count(*) FROM w
            """
        );
        using var browser = await Members.Browser(app, shop, $"custom.{role}");
        foreach (var (path, status) in new[] { ("margin", 403), ("sales-by-day", 403), ("stock-value", 200) })
        {
            foreach (var ending in new[] { "csv", "xlsx", "pdf" })
            {
                using var file = await browser.GetAsync($"/{shop.Business.Slug}/reports/retail-{path}.{ending}", Cancel);
                ((int)file.StatusCode).ShouldBe(status, $"{path}.{ending}");
            }
        }
        (await browser.GetStringAsync($"/{shop.Business.Slug}/reports/retail-stock-value.csv", Cancel)).ShouldNotContain("cost");
    }

    [Fact]
    public async Task Reports_are_found_by_name_and_by_everyday_words()
    {
        using var shop = await Shop.Open(app);
        foreach (var word in new[] { "SST summary", "kastam", "best sellers" })
        {
            var found = (await shop.Client.Get($"api/v1/search?q={Uri.EscapeDataString(word)}")).ToString();
            found.ShouldContain(word == "best sellers" ? "reports/retail-sales-by-product" : "reports/retail-tax-summary");
        }
    }

    [Fact]
    public async Task A_report_without_rows_says_so()
    {
        using var shop = await Shop.Open(app);
        using var owner = await Members.Browser(app, shop, "owner");
        foreach (var report in new[] { "sales-by-product", "sales-by-tender", "margin", "stock-value", "tax-summary" })
            (await Page(owner, shop, $"reports/retail-{report}")).ShouldContain("Nothing in these days", customMessage: report);
        (await Page(owner, shop, "reports/retail-sales-by-day")).ShouldContain("<tfoot");
    }

    private async Task<Shop> Sold()
    {
        var shop = await Shop.Open(app);
        var (kopi, teh) = (await shop.Product("Kopi", "5.00", stock: 9), await shop.Product("Teh", "4.00"));
        (await shop.Sell([(kopi, "2", null), (teh, "1", null)], [("cash", "20")])).ShouldBeSold();
        return shop;
    }

    private static async Task<string> Page(HttpClient browser, Shop shop, string path)
    {
        using var answer = await browser.GetAsync($"/{shop.Business.Slug}/{path}", Cancel);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        return html;
    }
}
