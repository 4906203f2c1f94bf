using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Imports;
using Niaga.Platform.Texts;
using Niaga.Retail.Products;
using Niaga.Retail.Products.Import;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests;

/// <summary>A file is in its reader's language, and an import takes every language's.</summary>
public sealed class FileLanguageTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sales.csv", "ms", "Resit,Tarikh,Masa,Baris,Jumlah,Cukai,Penggenapan,", "Dipulangkan sebahagian", "jualan-")]
    [InlineData("sales.csv", "en", "Receipt,Date,Time,Lines,Total,Tax,Rounding,", "Partly refunded", "sales-")]
    [InlineData("reversals.csv", "ms", "Dokumen,Jenis,Resit,Tarikh,Masa,", ",Pulangan,", "pembetulan-")]
    [InlineData("reversals.csv", "en", "Document,Kind,Receipt,Date,Time,", ",Refund,", "reversals-")]
    [InlineData("products.csv", "ms", "SKU,Kod bar,Nama,Kategori,Kos,Harga,", ",ya,", "produk-")]
    [InlineData("products.csv", "en", "SKU,Barcode,Name,Category,Cost,Price,", ",yes,", "products-")]
    public async Task Headings_and_words_are_the_readers(string path, string language, string headings, string word, string file)
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Kopi", "5.00", stock: 9);
        var sold = (await shop.Sell(item, "2", "cash", "10")).ShouldBeSold();
        (await shop.Client.Refund(sold["id"], (1, "1", true))).ShouldBeSold();
        using var browser = await app.Browser(shop, shop.Business.Owner);

        using var answer = await browser.GetAsync($"{path}?lang={language}", Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        text.TrimStart('\uFEFF').ShouldStartWith(headings);
        text.ShouldContain(word);
        answer.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldStartWith(file);
        // Excel takes a file without the mark for the computer's own encoding.
        (await answer.Content.ReadAsByteArrayAsync(Cancel))
            .Take(3)
            .ShouldBe([0xEF, 0xBB, 0xBF]);
    }

    [Fact]
    public void An_import_knows_the_headings_of_every_language()
    {
        var texts = app.Services.GetRequiredService<TextCatalog>();
        foreach (var language in Language.All)
        {
            var headings = ProductColumn.All.Select(f => texts.Get(language, "import.retail.products.column." + f.Key)).ToArray();
            new ColumnGuess(ProductColumn.All, ProductImport.Key, texts)
                .Of(headings)
                .OrderBy(g => g.Value)
                .Select(g => g.Key)
                .ShouldBe(ProductColumn.All.Select(f => f.Key));
        }
    }

    [Theory]
    [InlineData("ms", "csv", "text/csv")]
    [InlineData("en", "csv", "text/csv")]
    [InlineData("ms", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("en", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    public async Task A_file_taken_out_in_any_language_comes_back_in_and_changes_nothing(string language, string ending, string type)
    {
        using var shop = await Shop.Open(app);
        await shop.Product("Kopi", "5.00", stock: 9);
        await shop.Product("Potong rambut", "15.00");
        using var browser = await app.Browser(shop, shop.Business.Owner);
        var file = await browser.GetByteArrayAsync($"products.{ending}?lang={language}", Cancel);

        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var made = await shop.Client.PostAsync("/api/v1/product-imports", content, Cancel);
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync(Cancel));
        var import = await made.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var preview = await shop.Client.Get($"/api/v1/product-imports/{import.GetProperty("id")}/preview");

        preview.GetProperty("columns").EnumerateObject().Count().ShouldBe(ProductColumn.All.Count);
        preview.GetProperty("rows").EnumerateArray().SelectMany(r => r.GetProperty("errors").EnumerateArray()).ShouldBeEmpty();
        preview
            .GetProperty("rows")
            .EnumerateArray()
            .Select(r => r.GetProperty("cells").GetProperty("trackStock").GetString())
            .ShouldBe(language == "ms" ? ["ya", "tidak"] : ["yes", "no"]);
    }
}
