using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>A receipt's paper is as long as what is on it, on both widths of printer.</summary>
public sealed partial class ReceiptPaperJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task The_paper_fits_one_ten_and_sixty_lines_on_80_and_58_mm()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var page = await browser.Open(app.Address);
        var heights = new Dictionary<(string Paper, int Lines), double>();
        foreach (var lines in new[] { 1, 10, 60 })
        {
            var receipt = await Sell(client, lines);
            await page.GotoAsync($"/{shop.Slug}/{receipt}");
            (await page.Locator(".receipt-facts").InnerTextAsync()).ShouldContain((2 * lines).ToString(CultureInfo.InvariantCulture));
            foreach (var paper in new[] { "80", "58" })
            {
                await page.Locator("[data-paper] select").SelectOptionAsync(paper);
                var pdf = Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true }));
                Sheet().Count(pdf).ShouldBe(1, $"{lines} lines on {paper} mm");
                var size = Sheet().Match(pdf);
                Millimetres(size.Groups[1].Value).ShouldBe(double.Parse(paper, CultureInfo.InvariantCulture), 1);
                heights[(paper, lines)] = Millimetres(size.Groups[2].Value);
            }
        }
        heights[("80", 1)].ShouldBeLessThan(150);
        heights[("80", 10)].ShouldBeGreaterThan(heights[("80", 1)] + 60);
        heights[("80", 60)].ShouldBeGreaterThan(400);
        heights[("58", 60)].ShouldBeGreaterThan(400);
    }

    /// <summary>A sale of two each of so many products; the path of its receipt.</summary>
    private static async Task<string> Sell(HttpClient client, int lines)
    {
        var products = new List<Guid>();
        for (var i = 0; i < lines; i++)
        {
            using var made = await client.PostAsJsonAsync(
                "/api/v1/products",
                new
                {
                    name = $"Barang {lines}-{i}",
                    price = "1.00",
                    trackStock = false,
                }
            );
            products.Add((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
        }
        using var sold = await client.PostAsJsonAsync(
            "/api/v1/sales",
            new
            {
                lines = products.Select(p => new { productId = p, quantity = "2" }),
                payments = new[] { new { method = "cash", amount = "500" } },
            }
        );
        sold.EnsureSuccessStatusCode();
        return (await sold.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("receiptPath").GetString()!;
    }

    private static double Millimetres(string points) => double.Parse(points, CultureInfo.InvariantCulture) / 72 * 25.4;

    [GeneratedRegex(@"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")]
    private static partial Regex Sheet();
}
