using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

public sealed class ImportTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Path = ProductImportSteps.Path;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static ImportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string, string, string> Files =>
        new()
        {
            { "utf-8", "comma", "SKU,Nama Produk,Harga,Kod bar\r\nA1,Café “Latté”,\"RM1,234.50\",955\r\n" },
            { "utf-8-bom", "semicolon", "SKU;Nama Produk;Harga;Kod bar\nA1;Café “Latté”;1.234,50;955\n" },
            { "utf-16", "tab", "sku\tname\tselling price\tbarcode\r\nA1\tCafé “Latté”\t1234.5\t955" },
            { "utf-16BE", "bar", "Kod Produk|Nama|Harga Jual (RM)|Barcode\r\nA1|Café “Latté”|1,234.50|955\r\n" },
            { "windows-1252", "semicolon", "Kod;Nama barang;Harga\r\n\r\nA1;\"Café “Latté”\";1234,50\r\n;;\r\n" },
            { "utf-8", "excel hint", "sep=;\r\nItem Code;Description;Price\r\nA1;Café “Latté”;1234.50" },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_comes_in_however_it_was_saved(string encoding, string separator, string text)
    {
        separator.ShouldNotBeEmpty();
        var bytes = encoding switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(text),
            "utf-8-bom" => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)],
            _ => [.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(text)],
        };
        using var client = await (await app.SignUp()).Client();
        var import = await Import(client, bytes, "all-or-nothing");
        import.GetProperty("state").GetString().ShouldBe("done");
        import.GetProperty("rowsCreated").GetInt32().ShouldBe(1);
        var product = (await ProductsApiTests.Items(client, "")).ShouldHaveSingleItem();
        product.GetProperty("name").GetString().ShouldBe("Café “Latté”");
        product.GetProperty("sku").GetString().ShouldBe("A1");
        product.GetProperty("price").GetString().ShouldBe("1234.50");
    }

    private const string Broken = """
        sku,name,price,barcode,stock,cukai
        B1,Baik,1.00,111,5,
        B2,,2.00,,,
        B3,Tiada harga,,,,
        B4,Harga aneh,sepuluh,,,
        b1,Kembar,3.00,,,
        B6,Bar kembar,3.00,111,,
        B7,Bar orang,3.00,999,,
        B8,Cukai aneh,3.00,,,gst
        B9,Stok aneh,3.00,,-4,
        B10,Koma, dalam nama,3.00,,,
        "B11","Dua
        baris",3.00,,2,
        B12,Paip 1/2" besi,3.00,,,
        """;

    [Fact]
    public async Task All_or_nothing_changes_nothing_and_names_each_line()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await ProductsApiTests.Make(client, "Milik orang", "9.00", "LAIN", "999");
        var id = await ProductImportSteps.Upload(client, Encoding.UTF8.GetBytes(Broken));
        var import = await ProductImportSteps.Run(client, id, "all-or-nothing");
        import.GetProperty("state").GetString().ShouldBe("failed");
        // Who started it is told, once, and where to look.
        (
            await shop.Ask<string>(
                "SELECT string_agg(kind || ' ' || person_id || ' ' || path, ',') FROM platform.notifications WHERE kind = 'imports.failed'"
            )
        ).ShouldBe($"imports.failed {shop.Owner} products/imports/{id}");
        import.GetProperty("rowsFailed").GetInt32().ShouldBe(9);
        (await shop.Ask<long>("SELECT count(*) FROM retail.products")).ShouldBe(1);
        (await shop.Ask<long>("SELECT count(*) FROM trade.stock_movements")).ShouldBe(0);
        (await shop.Ask<long>("SELECT count(*) FROM retail.categories")).ShouldBe(0);
        (await shop.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(0);
        var errors = await Errors(client, id);
        errors.ShouldContain("3 name required");
        errors.ShouldContain("4 price required");
        errors.ShouldContain("5 price amount");
        errors.ShouldContain("6 sku twice");
        errors.ShouldContain("7 barcode twice");
        errors.ShouldContain("8 barcode taken");
        errors.ShouldContain("9 taxCode tax");
        errors.ShouldContain("10 stock quantity");
        errors.ShouldContain("11 row columns");
    }

    [Fact]
    public async Task Valid_rows_come_in_and_the_others_are_named()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await ProductsApiTests.Make(client, "Milik orang", "9.00", "LAIN", "999");
        var import = await Import(client, Encoding.UTF8.GetBytes(Broken), "valid-rows");
        import.GetProperty("state").GetString().ShouldBe("done");
        import.GetProperty("rowsCreated").GetInt32().ShouldBe(3);
        import.GetProperty("rowsFailed").GetInt32().ShouldBe(9);
        (await shop.Ask<string[]>("SELECT array_agg(sku ORDER BY sku) FROM retail.products")).ShouldBe(["B1", "B11", "B12", "LAIN"]);
        (await shop.Ask<string>("SELECT name FROM retail.products WHERE sku = 'B12'")).ShouldBe("Paip 1/2\" besi");
        (
            await shop.Ask<long>(
                "SELECT on_hand FROM trade.stock_levels l JOIN retail.products p ON p.product_id = l.item_id WHERE sku = 'B1'"
            )
        ).ShouldBe(5000);
    }

    [Fact]
    public async Task A_known_sku_is_updated_and_columns_the_file_lacks_stay()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (
            await client.PostAsJsonAsync(
                "/api/v1/products",
                new
                {
                    sku = "K1",
                    name = "Lama",
                    price = "1",
                    cost = "0.50",
                    category = "Makanan",
                    barcode = "123",
                },
                Cancel
            )
        ).EnsureSuccessStatusCode();
        var import = await Import(client, "sku,name,price,stock\nk1,Baharu,2.00,50\nK2,Kedua,3.00,4\n"u8.ToArray(), "all-or-nothing");
        (import.GetProperty("rowsCreated").GetInt32(), import.GetProperty("rowsUpdated").GetInt32()).ShouldBe((1, 1));
        var rows = await ProductsApiTests.Items(client, "?q=k1");
        rows[0].GetProperty("name").GetString().ShouldBe("Baharu");
        rows[0].GetProperty("cost").GetString().ShouldBe("0.50");
        rows[0].GetProperty("barcode").GetString().ShouldBe("123");
        rows[0].GetProperty("category").GetString().ShouldBe("Makanan");
        // Stock in a file says how much there is of what nobody counted; what is counted already is changed by counting.
        (await shop.Ask<long>("SELECT sum(on_hand)::bigint FROM trade.stock_levels")).ShouldBe(54_000);
        await Import(client, "sku,name,price,stock\nk1,Baharu,2.00,9\nK2,Kedua,3.00,\n"u8.ToArray(), "all-or-nothing");
        (await shop.Ask<long>("SELECT sum(on_hand)::bigint FROM trade.stock_levels")).ShouldBe(54_000);
    }

    [Theory]
    [InlineData("sku,name,price\nN1,Tanpa lajur,1.00\n", "not-counted")]
    [InlineData("sku,name,price,stock\nN1,Sel kosong,1.00,\n", "not-counted")]
    [InlineData("sku,name,price,stock\nN1,Sifar,1.00,0\n", "counted")]
    [InlineData("sku,name,price,stock\nN1,Lima,1.00,5\n", "counted")]
    public async Task What_a_file_says_nothing_of_is_not_counted_and_sells(string file, string stock)
    {
        using var shop = await Sales.Shop.Open(app);
        await Import(shop.Client, Encoding.UTF8.GetBytes(file), "all-or-nothing");
        var found = (await shop.Client.GetFromJsonAsync<JsonElement>("/api/v1/products/lookup?code=N1", Cancel)).GetProperty("items")[0];
        found.GetProperty("stock").GetString().ShouldBe(stock);
        (await shop.Sell(found.GetProperty("id").GetGuid(), "7", "cash", "7")).ShouldBeSold();
    }

    [Fact]
    public async Task A_row_without_a_code_gets_a_number_that_no_other_row_has()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await ProductsApiTests.Make(client, "Ada", "1.00", "P00003", "1");
        var import = await Import(client, "sku,name,price\np00001,Satu,1\n,Dua,2\n,Tiga,3\n"u8.ToArray(), "all-or-nothing");
        import.GetProperty("rowsCreated").GetInt32().ShouldBe(3);
        (await shop.Ask<string>("SELECT string_agg(name || sku, ' ' ORDER BY name) FROM retail.products")).ShouldBe(
            "AdaP00003 DuaP00002 Satup00001 TigaP00004"
        );
    }

    [Fact]
    public async Task An_export_imports_back_unchanged()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        foreach (
            var body in new object[]
            {
                new
                {
                    sku = "E1",
                    name = "Kopi, \"O\" 200 g",
                    price = "5.90",
                    cost = "3.10",
                    category = "Minuman; sejuk",
                    barcode = "9551",
                    taxCode = "sales-5",
                },
                new
                {
                    sku = "E2",
                    name = "=SUM(A1)",
                    price = "0",
                    trackStock = false,
                },
                new
                {
                    sku = "-E3",
                    name = "'petik",
                    price = "1234.05",
                    category = "@rumah",
                },
                new
                {
                    sku = "E4",
                    name = "咖啡 கொப்பி ñ",
                    price = "2",
                },
            }
        )
            (await client.PostAsJsonAsync("/api/v1/products", body, Cancel)).EnsureSuccessStatusCode();
        const string Rows =
            "SELECT string_agg(concat_ws('|', product_id, sku, barcode, name, name_key, category_id, cost_sen, price_sen, tax_code, "
            + "track_stock, archived_at, created_at), E'\\n' ORDER BY product_id) FROM retail.products";
        var before = await shop.Ask<string>(Rows);
        foreach (var language in new[] { "en", "ms" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/products/export")
            {
                Headers = { { "Accept-Language", language } },
            };
            using var answer = await client.SendAsync(request, Cancel);
            var file = await answer.Content.ReadAsByteArrayAsync(Cancel);
            file[..3].ShouldBe(Encoding.UTF8.GetPreamble());
            var import = await Import(client, file, "all-or-nothing");
            (
                import.GetProperty("state").GetString(),
                import.GetProperty("rowsCreated").GetInt32(),
                import.GetProperty("rowsUpdated").GetInt32()
            ).ShouldBe(("done", 0, 4));
            (await shop.Ask<string>(Rows)).ShouldBe(before);
        }
    }

    private static async Task<JsonElement> Import(HttpClient client, byte[] file, string mode) =>
        await ProductImportSteps.Run(client, await ProductImportSteps.Upload(client, file), mode);

    private static async Task<List<string>> Errors(HttpClient client, Guid id)
    {
        var all = new List<string>();
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>(
                $"{Path}/{id}/errors?limit=4{(cursor is null ? "" : "&cursor=" + cursor)}",
                Cancel
            );
            all.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(e => $"{e.GetProperty("line")} {e.GetProperty("field")} {e.GetProperty("code")}")
            );
            cursor = page.GetProperty("next").GetString();
        } while (cursor is not null);
        return all;
    }
}
