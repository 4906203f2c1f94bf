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
        await client.Add(
            new
            {
                kind = "products",
                name = "Shelf",
                type = "text",
                listed = true,
            }
        );
        await client.Add(
            new
            {
                kind = "products",
                name = "Weight",
                type = "number",
                unit = "kg",
                listed = true,
            }
        );
        // Called as one of the list's own columns, and in the form alone.
        await client.Add(
            new
            {
                kind = "products",
                name = "Name",
                type = "text",
                listed = false,
            }
        );
        // Another language's word for a price: an import of this file would take it for the price.
        await client.Add(
            new
            {
                kind = "products",
                name = "Harga",
                type = "number",
                listed = false,
            }
        );
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
}
