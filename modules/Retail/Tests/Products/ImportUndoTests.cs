using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>An import says beforehand what it would do, and can be taken back for a day.</summary>
public sealed class ImportUndoTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Path = ProductImportSteps.Path;

    private const string State =
        "SELECT string_agg(concat_ws('|', sku, name, name_key, barcode, category_id, cost_sen, price_sen, tax_code, track_stock, "
        + "archived_at IS NOT NULL), ',' ORDER BY sku) FROM retail.products WHERE archived_at IS NULL";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sku,name,price\nA1,Satu,1\nA2,Dua,2\nA3,,3\nL1,Lama baharu,9\n", 2, 1, 1)]
    [InlineData("name,price\nLama,2\nBaharu,3\nbaharu,4\nTanpa harga,\n", 1, 1, 2)]
    [InlineData("sku,name,price,barcode\nB1,Satu,1,955\nB2,Dua,2,955\nB3,Tiga,3,111\n", 1, 0, 2)]
    [InlineData("sku,name,price\nL1,Satu,1\n,Lama,2\n", 0, 1, 1)] // the same product by its code and by its name
    [InlineData("name,price,barcode\nLama,2,222\nBaharu,3,111\n", 0, 0, 2)] // known by its name or new, with the barcode of another
    public async Task The_dry_run_says_what_the_import_then_does(string file, int made, int changed, int refused)
    {
        using var shop = await Shop.Open(app);
        await Make(shop, "L1", "Lama", "5", barcode: "111");
        await Make(shop, "L2", "Lain", "5", barcode: "222");
        var before = await shop.Business.Ask<string>(State);
        var id = await Upload(shop, file);

        var preview = await shop.Client.GetFromJsonAsync<JsonElement>($"{Path}/{id}/preview", Cancel);

        Counts(preview, "made", "changed", "refused").ShouldBe((made, changed, refused));
        preview.GetProperty("refusals").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()).Distinct().Count().ShouldBe(refused);
        (await shop.Business.Ask<string>(State)).ShouldBe(before);
        Counts(await Run(shop, id), "rowsCreated", "rowsUpdated", "rowsFailed").ShouldBe((made, changed, refused));
    }

    [Fact]
    public async Task An_undo_leaves_the_shop_as_it_was_and_the_file_can_come_in_again()
    {
        using var shop = await Shop.Open(app);
        await Make(shop, "L1", "Lama", "5", barcode: "111", category: "Makanan");
        await Make(shop, "L2", "Tetap", "6");
        var before = await shop.Business.Ask<string>(State);
        const string File = "sku,name,price,barcode,category,cost,stock\nL1,Salah,50,222,Lain,4,7\nN1,Baharu,3,333,Lain,1,5\n";
        var id = await Upload(shop, File);
        await Run(shop, id);
        (await shop.Business.Ask<string>(State)).ShouldNotBe(before);

        var undone = await Undo(shop, id);

        (undone.Status, Counts(undone.Body, "archived", "restored", "keptTotal")).ShouldBe((200, (1, 1, 0)));
        (await shop.Business.Ask<string>(State)).ShouldBe(before);
        (await shop.Business.Ask<long>("SELECT sum(on_hand)::bigint FROM trade.stock_levels")).ShouldBe(0);
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'retail.import_undone'")).ShouldBe(1);
        (await shop.Client.GetFromJsonAsync<JsonElement>($"{Path}/{id}", Cancel)).GetProperty("state").GetString().ShouldBe("undone");
        (await Undo(shop, id)).Body.GetProperty("code").GetString().ShouldBe("retail.import_undone");

        await Run(shop, await Upload(shop, File));
        (await shop.Business.Ask<long>("SELECT sum(on_hand)::bigint FROM trade.stock_levels")).ShouldBe(12_000);
    }

    [Fact]
    public async Task Its_page_says_how_it_stands()
    {
        using var shop = await Shop.Open(app);
        var id = await Upload(shop, "sku,name,price\nN1,Baharu,3\n");
        await Run(shop, id);
        (await Said(shop, id)).ShouldBe("Done");
        await Undo(shop, id);
        (await Said(shop, id)).ShouldBe("Undone");
    }

    /// <summary>What the page's progress says of the import.</summary>
    private async Task<string> Said(Shop shop, Guid id)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, shop.Business.Owner, now, now);
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(app.Address) };
        browser.DefaultRequestHeaders.Add("Cookie", cookie + "; niaga.lang=en");
        var page = await browser.GetStringAsync($"/{shop.Business.Slug}/products/imports/{id}", Cancel);
        return page.Split("<span role=\"status\">")[1].Split('<')[0];
    }

    [Fact]
    public async Task What_was_sold_moved_or_changed_since_stays_and_is_named()
    {
        using var shop = await Shop.Open(app);
        await Make(shop, "L1", "Lama", "5");
        await Make(shop, "L2", "Lama dua", "5");
        await Make(shop, "L3", "Lama tiga", "5", barcode: "777");
        var id = await Upload(
            shop,
            "sku,name,price,stock,barcode\nL1,Lama,50,,\nL2,Lama dua,50,,\nL3,Lama tiga,50,,888\n"
                + "S1,Dijual,3,5,\nM1,Bergerak,3,5,\nN1,Biasa,3,5,\n"
        );
        await Run(shop, id);
        (await shop.Sell(await Id(shop, "S1"), "1", "cash", "3")).ShouldBeSold();
        await shop.Receive(await Id(shop, "M1"), 4);
        await Make(shop, "X1", "Lain", "1", barcode: "777");
        using var changed = await shop.Client.PatchAsJsonAsync(
            $"/api/v1/products/{await Id(shop, "L2")}",
            new
            {
                sku = "L2",
                name = "Lama dua",
                price = "5.50",
            },
            Cancel
        );
        changed.EnsureSuccessStatusCode();

        var undone = await Undo(shop, id);

        Counts(undone.Body, "archived", "restored", "keptTotal").ShouldBe((1, 1, 4));
        undone
            .Body.GetProperty("kept")
            .EnumerateArray()
            .Select(k => $"{k.GetProperty("name").GetString()} {k.GetProperty("reason").GetString()}")
            .ShouldBe(["Bergerak moved", "Dijual sold", "Lama dua changed", "Lama tiga barcode"], ignoreOrder: true);
        (
            await shop.Business.Ask<string>(
                "SELECT string_agg(sku || price_sen, ',' ORDER BY sku) FROM retail.products WHERE archived_at IS NULL"
            )
        ).ShouldBe("L1500,L2550,L35000,M1300,S1300,X1100");
    }

    [Fact]
    public async Task After_a_day_or_with_nothing_left_it_is_refused()
    {
        using var shop = await Shop.Open(app);
        var sold = await Upload(shop, "sku,name,price\nS1,Dijual,3\n");
        await Run(shop, sold);
        (await shop.Sell(await Id(shop, "S1"), "1", "cash", "3")).ShouldBeSold();
        var nothing = await Undo(shop, sold);
        (nothing.Status, nothing.Body.GetProperty("code").GetString()).ShouldBe((409, "retail.import_nothing_to_undo"));
        nothing.Body.ToString().ShouldContain("Dijual");

        var late = await Upload(shop, "sku,name,price\nS2,Lewat,3\n");
        (await Undo(shop, late)).Body.GetProperty("code").GetString().ShouldBe("retail.import_undo_too_late");
        await Run(shop, late);
        // In the row, not by the clock: work written ahead of the database's own clock would not become due for the tests beside this one.
        await shop.Business.Ask<long>(
            "WITH w AS (UPDATE imports.imports SET finished_at = finished_at - interval '25 hours' RETURNING 1) " + "SELECT count(*) FROM w"
        );
        (await Undo(shop, late)).Body.GetProperty("code").GetString().ShouldBe("retail.import_undo_too_late");
    }

    [Fact]
    public async Task Of_two_at_once_one_undoes_it()
    {
        using var shop = await Shop.Open(app);
        var id = await Upload(shop, "sku,name,price\nS1,Satu,3\n");
        await Run(shop, id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Undo(shop, id)));
        answers.Count(a => a.Status == 200).ShouldBe(1);
    }

    private static (int, int, int) Counts(JsonElement of, string a, string b, string c) =>
        (of.GetProperty(a).GetInt32(), of.GetProperty(b).GetInt32(), of.GetProperty(c).GetInt32());

    private static async Task Make(Shop shop, string sku, string name, string price, string? barcode = null, string? category = null) =>
        (
            await shop.Client.PostAsJsonAsync(
                "/api/v1/products",
                new
                {
                    sku,
                    name,
                    price,
                    barcode,
                    category,
                },
                Cancel
            )
        ).EnsureSuccessStatusCode();

    private static Task<Guid> Id(Shop shop, string sku) =>
        shop.Business.Ask<Guid>($"SELECT product_id FROM retail.products WHERE sku = '{sku}'");

    private static Task<Guid> Upload(Shop shop, string file) => ProductImportSteps.Upload(shop.Client, Encoding.UTF8.GetBytes(file));

    private static Task<JsonElement> Run(Shop shop, Guid id) => ProductImportSteps.Run(shop.Client, id, "valid-rows");

    private static async Task<(int Status, JsonElement Body)> Undo(Shop shop, Guid id)
    {
        using var answer = await shop.Client.PostAsync($"{Path}/{id}/undo", null, Cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }
}
