using System.Net;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Documents;

public sealed class ReceiptPaperTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Chinese = "亚洲兴业茶餐室白咖啡";
    private const string Tamil = "தமிழ் கொழுக்கட்டை";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<byte[]> File(HttpClient from, string path, string type)
    {
        using var answer = await from.GetAsync(path, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        return await answer.Content.ReadAsByteArrayAsync(Cancel);
    }

    [Theory]
    [InlineData("a4", 210, 297)]
    [InlineData("80mm", 80, null)]
    [InlineData("58mm", 58, null)]
    public async Task Every_name_and_amount_of_the_sale_is_on_each_paper_in_both_languages(string format, int width, int? height)
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi <O> & gula", "10.03", taxCode: "service");
        var rice = await shop.Product("Beras wangi 5 kg", "1234.50");
        var sold = (await shop.Sell([(kopi, "2", null), (rice, "1.5", null)], [("cash", "2000")])).ShouldBeSold();
        using var visitor = app.NewClient();

        foreach (
            var (language, total, rounding) in (ValueTuple<string, string, string>[])
                [("en", "Total", "Rounding"), ("ms", "Jumlah", "Penggenapan")]
        )
        {
            var path = $"/{shop.Business.Slug}/{sold["receiptPath"]}/file?format={format}&language={language}";
            var page = PaperReading.Pdf(await File(visitor, path, "application/pdf")).ShouldHaveSingleItem();

            page.ShouldSay("Kedai " + shop.Business.Slug, "R-000001", "Kopi <O> & gula", "Beras wangi 5 kg", total, rounding);
            page.ShouldSay(
                "RM10.03",
                "RM20.06",
                "RM1,234.50",
                "RM1,851.75",
                "RM1,871.81",
                "-RM0.01",
                "RM1,871.80",
                "RM2,000.00",
                "RM128.20"
            );
            page.Width.ShouldBe(width, 0.5);
            if (height is { } sheet)
                page.Height.ShouldBe(sheet, 0.5);
        }
    }

    [Fact]
    public async Task Chinese_and_Tamil_names_are_written_and_can_be_searched()
    {
        using var shop = await Shop.Open(app);
        var first = await shop.Product(Chinese, "4.50");
        var second = await shop.Product(Tamil, "3.20");
        var sold = (await shop.Sell([(first, "1", null), (second, "1", null)], [("cash", "10")])).ShouldBeSold();

        foreach (var format in (string[])["a4", "80mm", "58mm"])
        {
            var content = await File(shop.Client, $"/api/v1/sales/{sold["id"]}/receipt?format={format}", "application/pdf");
            PaperReading.Pdf(content)[0].ShouldSay(Chinese);
            PaperReading.Spoken(content).ShouldContain("கொ");
            // Fonts are packed in parts: whole, the Chinese ones alone are 17 MB.
            content.Length.ShouldBeLessThan(300_000, format);
        }
    }

    [Fact]
    public async Task A_character_without_a_font_is_said()
    {
        using var shop = await Shop.Open(app);
        var cake = await shop.Product("Kek 🎂", "45");
        var sold = (await shop.Sell(cake, "1", "cash", "50")).ShouldBeSold();

        var said = PaperReading.Pdf(await File(shop.Client, $"/api/v1/sales/{sold["id"]}/receipt?format=58mm", "application/pdf"))[0];
        said.ShouldSay("Kek □", "U+1F382");
    }

    [Fact]
    public async Task A_hundred_lines_run_over_numbered_pages_and_their_amounts_add_up_to_the_total()
    {
        using var shop = await Shop.Open(app);
        var lines = new List<(Guid, string, string?)>();
        for (var i = 1; i <= 100; i++)
            lines.Add(
                (
                    await shop.Product(
                        $"Barang nombor {i:D3} dengan nama yang sangat panjang supaya ia melimpah ke baris kedua",
                        $"{i}.0{i % 10}"
                    ),
                    "1",
                    null
                )
            );
        var sold = (await shop.Sell([.. lines], [("card", "5054.50")])).ShouldBeSold();

        var pages = PaperReading.Pdf(
            await File(shop.Client, $"/api/v1/sales/{sold["id"]}/receipt?format=a4&language=en", "application/pdf")
        );
        pages.Count.ShouldBeGreaterThan(2);
        for (var i = 0; i < pages.Count; i++)
            pages[i].ShouldSay("Receipt R-000001", $"Page {i + 1} of {pages.Count}");
        // Headings stand again above the rows of each page.
        foreach (var page in pages.Where(p => p.Text.Contains("Barang", StringComparison.Ordinal)))
            page.ShouldSay("Item", "Quantity", "Price", "Amount");
        var all = string.Concat(pages.Select(p => p.Text));
        for (var i = 1; i <= 100; i++)
            all.ShouldContain(PaperReading.Bare($"Barang nombor {i:D3}"));
        // Each row: quantity, price, amount, drawn one after the other.
        for (var i = 1; i <= 100; i++)
            all.ShouldContain($"1RM{i}.0{i % 10}RM{i}.0{i % 10}");
        all.ShouldContain(Money.Parse(sold["total"]).ToString());
    }

    [Theory]
    [InlineData("80mm-escpos", 576)]
    [InlineData("58mm-escpos", 384)]
    public async Task A_receipt_printer_gets_dots_whose_code_leads_to_the_receipt(string format, int width)
    {
        using var shop = await Shop.Open(app);
        var sold = (await shop.Sell(await shop.Product(Chinese + Tamil, "4.50"), "1", "cash", "10")).ShouldBeSold();

        var bytes = await File(shop.Client, $"/api/v1/sales/{sold["id"]}/receipt?format={format}", "application/octet-stream");
        var dots = PaperReading.Dots(bytes);
        dots.ShouldAllBe(row => row.Length == width);
        PaperReading.Scan(dots).ShouldNotBeNull().ShouldEndWith($"/{shop.Business.Slug}/{sold["receiptPath"]}");
        // Neither edge cuts a letter off: the outermost dots are those of rules.
        dots.Count(row => row[0]).ShouldBeLessThan(30);
        dots.Count(row => row[^1]).ShouldBeLessThan(30);
    }

    [Fact]
    public async Task A_voided_sales_paper_says_so()
    {
        using var shop = await Shop.Open(app);
        var sold = (await shop.Sell(await shop.Product("Teh", "2"), "1", "cash", "2")).ShouldBeSold();
        (await shop.Client.Void(sold["id"])).Status.ShouldBe(201);

        var page = PaperReading.Pdf(
            await File(shop.Client, $"/api/v1/sales/{sold["id"]}/receipt?format=80mm&language=en", "application/pdf")
        )[0];
        page.ShouldSay("VOIDED. This copy proves no purchase.", "V-000001");
    }

    [Fact]
    public async Task What_is_no_format_and_what_is_not_theirs_is_refused()
    {
        using var shop = await Shop.Open(app);
        using var other = await Shop.Open(app);
        var sold = (await shop.Sell(await shop.Product("Teh", "2"), "1", "cash", "2")).ShouldBeSold();

        using var unknown = await shop.Client.GetAsync($"/api/v1/sales/{sold["id"]}/receipt?format=a3", Cancel);
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync(Cancel)).ShouldContain("papers.format_unknown");
        using var theirs = await other.Client.GetAsync($"/api/v1/sales/{sold["id"]}/receipt", Cancel);
        theirs.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var visitor = app.NewClient();
        using var guessed = await visitor.GetAsync($"/{shop.Business.Slug}/r/{new string('A', 24)}/file", Cancel);
        guessed.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var elsewhere = await visitor.GetAsync($"/{other.Business.Slug}/{sold["receiptPath"]}/file", Cancel);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
