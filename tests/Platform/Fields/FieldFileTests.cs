using System.Text;
using Niaga.Platform.Tests.Accounts;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Fields;

/// <summary>A business's own fields in files that come in.</summary>
public sealed class FieldFileTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Headings = "SKU,Nama,Price,Code,Weight,Best before,Halal?,Storage,Name (name)\n";

    [Fact]
    public async Task A_file_of_products_fills_and_empties_fields_and_undoing_it_puts_the_old_values_back()
    {
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        using var client = await shop.Client();
        using var stranger = await other.Client();
        await Define(client);
        await stranger.Add("Taste", "text");
        var products = new ImportSteps(client, "/api/v1/product-imports");
        var milo = await client.Product(
            new
            {
                code = "old",
                weight = "5",
                halal = "yes",
                storage = "fridge",
                name = "Zed",
            },
            "Milo"
        );
        const string Held = """{"code":"old","name":"Zed","halal":true,"weight":5,"storage":"fridge"}""";
        (await client.FieldsOf(milo)).ShouldBe(Held);

        // An export comes back unchanged, a retired option with it.
        var storage = (await client.Fields()).Single(f => f["key"]!.ToString() == "storage");
        await client.Change(storage["id"]!.ToString(), new { options = new[] { new { name = "Dry" } } });
        var export = await client.GetStringAsync("/api/v1/products/export");
        (await products.Bring(export)).Updated.ShouldBe(1);
        (await client.FieldsOf(milo)).ShouldBe(Held);

        var sku = export.Split("\r\n")[1].Split(',')[0];
        var id = await products.Upload(
            Headings
                + $"{sku},Milo,4.50,,\"1,234.5\",31/12/2026,tidak,,'=A1\nN-1,Kopi,2,K1,,,,Dry,\n"
                + "N-2,Teh,2,T1,-0.5,2027-01-02,Ya,dry,x\n"
        );
        var preview = await products.Preview(id);
        preview.GetProperty("changed").GetInt32().ShouldBe(1);
        preview.GetProperty("refused").GetInt32().ShouldBe(0, preview.ToString());
        preview.GetProperty("columns").ToString().ShouldContain("field.best_before");
        await products.Run(id, "all-or-nothing");
        // A required field is not emptied; what the file leaves empty of the others is.
        (await client.FieldsOf(milo)).ShouldBe("""{"code":"old","name":"=A1","halal":false,"weight":1234.5,"best_before":"2026-12-31"}""");
        (await shop.Ask<string>("SELECT fields::text FROM retail.products WHERE sku = 'N-2'")).ShouldBe(
            """{"code": "T1", "name": "x", "halal": true, "weight": -0.5, "storage": "dry_2", "best_before": "2027-01-02"}"""
        );

        var (status, undone) = await products.Undo(id);
        status.ShouldBe(200);
        undone.GetProperty("restored").GetInt32().ShouldBe(1);
        // But the option that was retired since.
        (await client.FieldsOf(milo)).ShouldBe("""{"code":"old","name":"Zed","halal":true,"weight":5}""");
        var template = await (await app.SignedIn(shop)).Get($"/{shop.Slug}/products/import-template.csv");
        template.Body.ShouldContain(",Code,Weight,Best before,Halal?,Storage,Name");
    }

    [Fact]
    public async Task Every_cell_that_no_field_can_hold_is_refused_by_name_and_nothing_of_its_row_comes_in()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Define(client);
        var storage = (await client.Fields()).Single(f => f["key"]!.ToString() == "storage");
        await client.Change(storage["id"]!.ToString(), new { options = new[] { new { name = "Dry" } } });
        var products = new ImportSteps(client, "/api/v1/product-imports");
        var file = new StringBuilder(Headings);
        string[] cells =
        [
            "c,NaN,,,,",
            "c,Infinity,,,,",
            "c,1e400,,,,",
            "c,1000000000000,,,,",
            "c,1.1234567,,,,",
            "c,,0000-00-00,,,",
            "c,,9999-12-31,,,",
            "c,,30/02/2026,,,",
            "c,,,maybe,,",
            "c,,,,Oven,",
            "c,,,,Fridge,",
            ",,,,,",
            $"{new string('x', 1_000_000)},,,,,",
            "c\u0007d,,,,,",
            "<script>alert(1)</script>,,,,,",
        ];
        foreach (var (row, at) in cells.Select((c, at) => (c, at)))
            file.Append($"S-{at},P{at},2,{row}\n");
        var id = await products.Upload(file.ToString());
        var preview = await products.Preview(id);
        preview.ToString().ShouldContain("“Oven” is none of the options. Write one of these: Dry.");
        await products.Run(id, "valid-rows");

        (await products.Errors(id)).ShouldBe([
            "2 field.weight fields.number_invalid",
            "3 field.weight fields.number_invalid",
            "4 field.weight fields.number_too_large",
            "5 field.weight fields.number_too_large",
            "6 field.weight fields.number_too_fine",
            "7 field.best_before fields.day_invalid",
            "8 field.best_before fields.day_invalid",
            "9 field.best_before fields.day_invalid",
            "10 field.halal fields.yes_no_invalid",
            "11 field.storage option",
            "12 field.storage fields.option_retired",
            "13 field.code required",
            "14 field.code platform.too_long",
            "15 field.code platform.invalid",
        ]);
        (await shop.Ask<string>("SELECT string_agg(name || (fields ->> 'code'), ' ') FROM retail.products")).ShouldBe(
            "P14<script>alert(1)</script>"
        );
    }

    private static async Task Define(HttpClient client)
    {
        await client.Add(
            new
            {
                kind = "products",
                name = "Code",
                type = "text",
                required = true,
            }
        );
        await client.Add("Weight", "number");
        await client.Add("Best before", "date");
        await client.Add("Halal?", "yes_no");
        await client.Add("Storage", "choice", options: ["Dry", "Fridge"]);
        await client.Add("Name", "text");
    }
}
