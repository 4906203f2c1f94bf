using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Niaga.Platform.Tests.Accounts;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Fields;

/// <summary>A business's own fields in the list of its records and in the files made of it.</summary>
public sealed class FieldListTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_list_shows_fields_as_columns_that_each_reader_may_leave_out_and_a_file_has_them_all()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await client.Add("Shelf", "text", listed: true);
        await client.Add("Weight", "number", listed: true, unit: "kg");
        // Called as one of the list's own columns, and in the form alone.
        await client.Add("Name", "text", listed: false);
        // Another language's word for a price: an import of this file would take it for the price.
        await client.Add("Harga", "number", listed: false);
        await client.Product(
            new
            {
                harga = "9",
                shelf = "=A3",
                weight = "1234.5",
                name = "Zebra-9",
            }
        );
        using var browser = await app.SignedIn(shop);

        var list = await browser.Get($"/{shop.Slug}/products");
        list.Text.ShouldContain("=A3");
        list.Text.ShouldContain("1,234.5 kg");
        list.Text.ShouldNotContain("Zebra-9");
        await browser.Script(
            list,
            $"/{shop.Slug}/lists/columns",
            ("Columns.List", "retail.products"),
            ("Columns.All", "field.shelf"),
            ("Columns.All", "field.weight"),
            ("Columns.Shown", "field.weight")
        );
        var fewer = await browser.Get($"/{shop.Slug}/products");
        fewer.Text.ShouldNotContain("=A3");
        fewer.Text.ShouldContain("1,234.5 kg");

        var file = await client.GetStringAsync("/api/v1/products/export");
        var lines = file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldEndWith(",Shelf,Weight,Name (name),Harga (harga)");
        // No text can become a formula.
        lines[1].ShouldEndWith(",'=A3,1234.5,Zebra-9,9");
    }

    [Fact]
    public async Task A_list_is_sorted_and_narrowed_by_fields_in_their_own_order_and_its_file_and_the_api_keep_to_it()
    {
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        using var client = await shop.Client();
        using var stranger = await other.Client();
        await client.Add("Maker", "text", listed: true);
        await client.Add("Weight", "number", listed: true);
        await client.Add("Best before", "date", listed: true);
        await client.Add("Halal", "yes_no", listed: true);
        string[] options = ["Small", "Medium", "Large"];
        await client.Add(
            new
            {
                kind = "products",
                name = "Size",
                type = "choice",
                listed = true,
                options = options.Select(name => new { name }),
            }
        );
        var colour = await client.Add("Colour", "choice", listed: true, options: ["Red"]);
        await stranger.Add("Taste", "choice", listed: true, options: ["Sweet"]);
        await client.Product(
            new
            {
                maker = "abang",
                weight = "9",
                best_before = "2027-01-02",
                halal = "no",
                size = "Large",
                colour = "Red",
            },
            "Alpha"
        );
        await client.Product(
            new
            {
                maker = "Zul",
                weight = "-10.5",
                best_before = "2026-12-31",
                halal = "yes",
                size = "Small",
            },
            "Bravo"
        );
        await client.Product(
            new
            {
                maker = "Mak",
                weight = "100",
                best_before = "1999-05-05",
                size = "Medium",
            },
            "Charlie"
        );
        await client.Product(new { }, "Delta");
        await client.Change(colour, new { retired = true });
        using var browser = await app.SignedIn(shop);

        (await Listed("sort=field.weight")).ShouldBe("Bravo Alpha Charlie Delta");
        (await Listed("sort=-field.weight")).ShouldBe("Charlie Alpha Bravo Delta");
        (await Listed("sort=field.best_before")).ShouldBe("Charlie Bravo Alpha Delta");
        (await Listed("sort=field.size")).ShouldBe("Bravo Charlie Alpha Delta");
        (await Listed("sort=-field.size")).ShouldBe("Alpha Charlie Bravo Delta");
        (await Listed("sort=field.halal")).ShouldBe("Bravo Alpha Charlie Delta");
        (await Listed("sort=field.maker")).ShouldBe("Alpha Charlie Bravo Delta");
        (await Listed("field.size=large")).ShouldBe("Alpha");
        (await Listed("field.halal=true&sort=-field.weight")).ShouldBe("Bravo");
        (await Listed("field.size=large&field.halal=true")).ShouldBe("");
        // Of nobody, of another business, retired, of a type that narrows nothing, no option of it: passed over.
        foreach (
            var ignored in (string[])
                [
                    "field.nothing=1",
                    "field.taste=sweet",
                    "field.colour=red",
                    "field.maker=Mak",
                    "field.size=sweet",
                    "field.halal=maybe",
                    "field.size=small&field.size=large",
                    "field.=large",
                    "sort=field.colour",
                    "sort=--field.weight",
                    "sort=field.weight;drop",
                    "sort=field.taste",
                ]
        )
            (await Listed(ignored)).ShouldBe("Alpha Bravo Charlie Delta", ignored);
        var page = await browser.Get($"/{shop.Slug}/products?field.size=large");
        page.Text.ShouldContain("Size: any");
        page.Text.ShouldNotContain("Colour: any");

        var file = await client.GetStringAsync("/api/v1/products/export?field.size=small&field.taste=sweet");
        file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        file.ShouldContain("Bravo");
        (await browser.Get($"/{shop.Slug}/products.csv?field.size=medium")).Body.ShouldContain("Charlie");
        var items = (await client.GetFromJsonAsync<JsonNode>("/api/v1/products?field.halal=false"))!["items"]!.AsArray();
        items.Select(i => i!["name"]!.ToString()).ShouldBe(["Alpha"]);

        async Task<string> Listed(string query)
        {
            var text = (await browser.Get($"/{shop.Slug}/products?{query}")).Body;
            string[] names = ["Alpha", "Bravo", "Charlie", "Delta"];
            return string.Join(
                ' ',
                names
                    .Select(n => (Name: n, At: text.IndexOf($">{n}</a>", StringComparison.Ordinal)))
                    .Where(n => n.At >= 0)
                    .OrderBy(n => n.At)
                    .Select(n => n.Name)
            );
        }
    }
}
