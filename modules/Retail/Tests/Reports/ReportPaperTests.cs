using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Roles;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Documents;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Reports;

/// <summary>On paper no figure and no word of a heading is broken, however many columns and digits.</summary>
public sealed partial class ReportPaperTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_and_words_of_headings_stay_whole_in_every_report()
    {
        using var shop = await Shop.Open(app);
        using var owner = await Members.Browser(app, shop, "owner");
        var lamp = await shop.Product("Lampu kristal dari Murano", "12345678.90", stock: 9, taxCode: "sales-10");
        await shop.Client.Post(
            "api/v1/stock/receipts",
            new
            {
                lines = new[]
                {
                    new
                    {
                        productId = lamp,
                        quantity = "10",
                        unitCost = "10203040.50",
                    },
                },
            },
            null
        );
        for (var i = 0; i < 2; i++)
            (await shop.Sell(lamp, "1", "cash", "99999999")).ShouldBeSold();
        await MoveFirstSale(shop);

        foreach (
            var report in new[]
            {
                "sales-by-day",
                "sales-by-hour",
                "sales-by-product",
                "sales-by-category",
                "sales-by-cashier",
                "sales-by-tender",
                "margin",
                "tax-summary",
                "stock-value",
            }
        )
        {
            var query = $"retail-{report}.pdf?span=today&compare=before";
            var lines = PaperReading.Lines(await owner.GetByteArrayAsync($"/{shop.Business.Slug}/reports/{query}", Cancel));

            lines.ShouldContain(l => l.StartsWith("RM1", StringComparison.Ordinal) && l.Length >= "RM12,345,678.90".Length, report);
            lines.Where(l => l.Contains("RM", StringComparison.Ordinal)).ShouldAllBe(l => WholeAmount().IsMatch(l), report);
            var answer = await shop.Client.Get($"api/v1/reports/retail-{report}");
            HeadingsBreakBetweenWords(lines, Headings(answer), report);
        }
    }

    private static string[] Headings(JsonElement answer)
    {
        var names = answer.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToArray();
        return [.. names, names[^1] + " before"];
    }

    private static void HeadingsBreakBetweenWords(IReadOnlyList<string> lines, string[] headings, string report)
    {
        var wanted = PaperReading.Bare(string.Concat(headings));
        var start = Enumerable
            .Range(0, lines.Count)
            .Where(i => string.Concat(lines.Skip(i).Take(60)).StartsWith(wanted, StringComparison.Ordinal))
            .ToArray();
        start.ShouldHaveSingleItem($"{report}: {string.Join('|', lines)}");

        var ends = new HashSet<int>();
        foreach (var word in headings.SelectMany(h => h.Split(' ')))
            ends.Add(ends.DefaultIfEmpty(0).Max() + word.Length);
        var at = 0;
        for (var i = start[0]; at < wanted.Length; i++)
        {
            at += lines[i].Length;
            ends.ShouldContain(at, $"{report}: {lines[i]}");
        }
    }

    private async Task MoveFirstSale(Shop shop)
    {
        var yesterday = MalaysianTime.Day(TimeProvider.System.GetUtcNow()).AddDays(-1);
        await using var admin = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(
            $"""
            BEGIN; SET LOCAL session_replication_role = replica;
            UPDATE retail.sales SET business_day = '{yesterday:O}', sold_at = sold_at - interval '1 day'
            WHERE tenant_id = '{shop.Business.Tenant}' AND receipt_number = 1;
            COMMIT
            """,
            admin
        );
        await command.ExecuteNonQueryAsync(Cancel);
    }

    [GeneratedRegex(@"^-?RM\d{1,3}(,\d{3})*\.\d\d$")]
    private static partial Regex WholeAmount();
}
