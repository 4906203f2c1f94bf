using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Papers.Labels;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Documents;
using Niaga.Testing;
using Shouldly;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using Xunit;
using ZXing;
using ZXing.Common;

namespace Niaga.Retail.Tests.Products;

public sealed class LabelTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Ean = "9556001288332";
    private const double Millimetre = 72 / 25.4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Guid> Product(Shop shop, string name, string price, string? barcode = null, string? sku = null)
    {
        using var answer = await shop.Client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name,
                price,
                barcode,
                sku,
            },
            Cancel
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    /// <summary>What a scanner reads off the bars of a page that has one label.</summary>
    private static (string? Text, BarcodeFormat? Format) Scan(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        var bars = document
            .GetPage(1)
            .Paths.Where(p => p.IsFilled)
            .Select(p => p.GetBoundingRectangle()!.Value)
            .GroupBy(r => Math.Round(r.Height, 1))
            .MaxBy(g => g.Count())!
            .ToArray();
        const int scale = 40;
        var left = bars.Min(b => b.Left) - 8;
        var width = (int)((bars.Max(b => b.Right) + 8 - left) * scale);
        var row = Enumerable.Repeat((byte)255, width).ToArray();
        foreach (var bar in bars)
            Array.Fill(row, (byte)0, (int)Math.Round((bar.Left - left) * scale), (int)Math.Round(bar.Width * scale));
        var source = new RGBLuminanceSource(
            [.. Enumerable.Repeat(row, 40).SelectMany(r => r)],
            width,
            40,
            RGBLuminanceSource.BitmapFormat.Gray8
        );
        var read = new MultiFormatReader().decode(new BinaryBitmap(new HybridBinarizer(source)));
        return (read?.Text, read?.BarcodeFormat);
    }

    public static TheoryData<string> Sizes => [.. LabelSize.All.Select(s => s.Key)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Name_price_and_a_barcode_that_scans_are_on_each_size(string size)
    {
        using var shop = await Shop.Open(app);
        var milo = await Product(shop, "Milo 3 dalam 1, 美禄, மைலோ", "12.90", Ean);

        var pdf = await shop.Client.GetByteArrayAsync($"/api/v1/products/labels?ids={milo}&size={size}", Cancel);

        PaperReading.Pdf(pdf).ShouldHaveSingleItem().ShouldSay("Milo 3 dalam 1", "美禄", "RM12.90", Ean);
        Scan(pdf).ShouldBe((Ean, BarcodeFormat.EAN_13));
    }

    [Fact]
    public async Task A_code_of_the_shop_that_is_the_barcode_is_not_printed_a_second_time()
    {
        using var shop = await Shop.Open(app);
        var milo = await Product(shop, "Milo", "12.90", Ean);
        var pdf = await shop.Client.GetByteArrayAsync($"/api/v1/products/labels?ids={milo}", Cancel);
        PaperReading.Pdf(pdf).ShouldHaveSingleItem().Count(Ean).ShouldBe(1);
    }

    [Fact]
    public async Task Goods_without_a_barcode_get_their_code_as_the_till_finds_it()
    {
        using var shop = await Shop.Open(app);
        var bread = await Product(shop, "Roti", "3.50", sku: "ROTI-400");
        Scan(await shop.Client.GetByteArrayAsync($"/api/v1/products/labels?ids={bread}&size=roll-50x30", Cancel))
            .ShouldBe(("ROTI-400", BarcodeFormat.CODE_128));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Nothing_of_a_label_reaches_beyond_it_however_long_the_name(string key)
    {
        LabelSize.TryParse(key, out var size).ShouldBeTrue();
        var label = new Label(
            string.Concat(Enumerable.Repeat("Beras wangi super istimewa 香米 பாசுமதி ", 5))[..160],
            "RM99,999,999.99",
            Ean,
            "BERAS-WANGI-SUPER-ISTIMEWA-0000001"
        );

        using var pdf = PdfDocument.Open(LabelSheets.Pdf([.. Enumerable.Repeat(label, size.OnSheet)], size));

        var page = pdf.GetPages().ShouldHaveSingleItem();
        var seen = new HashSet<int>();
        foreach (var letter in page.Letters)
        {
            var box = letter.BoundingBox;
            var (x, y) = (letter.StartBaseLine.X / Millimetre - size!.Left, (page.Height - letter.StartBaseLine.Y) / Millimetre - size.Top);
            var (column, row) = ((int)Math.Floor(x / size.Step), (int)Math.Floor(y / size.Height));
            seen.Add(row * size.Columns + column);
            (x - column * size.Step).ShouldBeInRange(0.3, size.Width);
            (letter.EndBaseLine.X / Millimetre - size.Left - column * size.Step).ShouldBeLessThan(size.Width - 0.3, letter.Value);
            (y - row * size.Height).ShouldBeInRange(1, size.Height - 0.5);
        }
        seen.Count.ShouldBe(size!.OnSheet);
    }

    [Fact]
    public async Task A_sheet_that_was_begun_is_used_up_and_the_next_one_begins_at_its_first_place()
    {
        using var shop = await Shop.Open(app);
        var tea = await Product(shop, "Teh", "2");

        var pages = PaperReading.Pdf(
            await shop.Client.GetByteArrayAsync($"/api/v1/products/labels?ids={tea}&size=a4-21&copies=25&used=20", Cancel)
        );

        pages.Select(p => p.Count("RM2.00")).ShouldBe([1, 21, 3]);
    }

    [Theory]
    [InlineData("", "", "retail.selection_invalid")]
    [InlineData("x", "", "retail.selection_invalid")]
    [InlineData("01980000-0000-7000-8000-000000000001", "", "retail.product_not_found")]
    [InlineData("01980000-0000-7000-8000-000000000001", "&size=a5", "papers.label_size_unknown")]
    [InlineData("01980000-0000-7000-8000-000000000001", "&copies=0", "retail.label_copies_invalid")]
    [InlineData("01980000-0000-7000-8000-000000000001", "&copies=1e3", "retail.label_copies_invalid")]
    [InlineData("01980000-0000-7000-8000-000000000001", "&size=a4-21&used=21", "retail.labels_used_invalid")]
    public async Task What_cannot_be_printed_is_refused_by_name(string ids, string more, string code)
    {
        using var shop = await Shop.Open(app);
        using var answer = await shop.Client.GetAsync($"/api/v1/products/labels?ids={ids}{more}", Cancel);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe(code);
        ((int)answer.StatusCode).ShouldBeInRange(400, 404);
    }

    [Fact]
    public async Task Products_of_another_business_are_not_found()
    {
        using var shop = await Shop.Open(app);
        using var other = await Shop.Open(app);
        var theirs = await Product(other, "Teh", "2");
        using var answer = await shop.Client.GetAsync($"/api/v1/products/labels?ids={theirs}", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
