using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

public sealed class ProductsApiTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Path = "/api/v1/products";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_product_can_be_made_with_a_name_and_a_price_alone()
    {
        using var client = await (await app.SignUp()).Client();
        using var answer = await client.PostAsJsonAsync(Path, new { name = "Kopi O 200 g", price = "12.50" }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var row = (await Items(client, "")).ShouldHaveSingleItem();
        row.GetProperty("name").GetString().ShouldBe("Kopi O 200 g");
        row.GetProperty("price").GetString().ShouldBe("12.50");
        row.GetProperty("sku").GetString().ShouldBe("P00001");
        row.GetProperty("taxCode").GetString().ShouldBe("none");
        row.GetProperty("trackStock").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("name", "\u200b")]
    [InlineData("name", "\u202eabc")]
    [InlineData("sku", "\u200b")]
    [InlineData("category", "Minuman\u2067")]
    public async Task What_nobody_sees_or_turns_the_words_around_it_is_no_name(string field, string value)
    {
        using var client = await (await app.SignUp()).Client();
        var body = new Dictionary<string, string>
        {
            ["name"] = "Kopi",
            ["price"] = "1.00",
            [field] = value,
        };
        using var made = await client.PostAsJsonAsync(Path, body, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe("platform.invalid");

        var file = $"name,price,sku,category\n{body["name"]},1.00,{body.GetValueOrDefault("sku")},{body.GetValueOrDefault("category")}\n";
        var import = await ProductImportSteps.Upload(client, System.Text.Encoding.UTF8.GetBytes(file));
        (await ProductImportSteps.Run(client, import, "valid-rows")).GetProperty("rowsFailed").GetInt32().ShouldBe(1);
        (await Items(client, "")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_barcode_that_is_taken_names_no_code_that_was_left_out()
    {
        using var client = await (await app.SignUp()).Client();
        foreach (var status in new[] { HttpStatusCode.Created, HttpStatusCode.Conflict })
        {
            using var answer = await client.PostAsJsonAsync(
                Path,
                new
                {
                    name = "Milo",
                    price = "1.00",
                    barcode = "955123",
                },
                Cancel
            );
            answer.StatusCode.ShouldBe(status);
            if (status == HttpStatusCode.Created)
                continue;
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            problem.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem().GetProperty("field").GetString().ShouldBe("barcode");
        }
    }

    [Theory]
    [InlineData("limit=abc", "limit", "platform.malformed_number")]
    [InlineData("limit=1.5", "limit", "platform.malformed_number")]
    [InlineData("category=abc", "category", "platform.malformed_id")]
    [InlineData("limit=0", "limit", "retail.limit_invalid")]
    public async Task A_query_that_cannot_be_read_names_its_field(string query, string field, string code)
    {
        using var client = await (await app.SignUp()).Client();
        using var answer = await client.GetAsync($"{Path}?{query}", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors")[0];
        error.GetProperty("field").GetString().ShouldBe(field);
        error.GetProperty("code").GetString().ShouldBe(code);
    }

    [Theory]
    [InlineData("12,50", "retail.amount_comma")]
    [InlineData("12.505", "retail.amount_decimals")]
    [InlineData("99999999999", "retail.amount_too_large")]
    [InlineData("RM 99,999,999,999,999.00", "retail.amount_too_large")]
    [InlineData("dua", "retail.amount_invalid")]
    [InlineData("-1.00", "retail.amount_invalid")]
    [InlineData("1,000.00", null)]
    public void An_amount_says_what_is_wrong_with_it(string typed, string? code)
    {
        var refusals = new List<Niaga.Platform.Refusals.Refusal>();
        TypedInput.Amount(typed, "Price", refusals);
        refusals.FirstOrDefault()?.Code.ShouldBe(code);
        refusals.Count.ShouldBe(code is null ? 0 : 1);
    }

    [Fact]
    public async Task An_empty_file_is_called_empty()
    {
        using var client = await (await app.SignUp()).Client();
        using var answer = await ProductImportSteps.Post(client, []);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe("retail.file_empty");
    }

    [Fact]
    public async Task A_name_may_be_written_with_joiners()
    {
        using var client = await (await app.SignUp()).Client();
        foreach (var name in new[] { "\u0b95\u0bcd\u200c\u0bb7", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "👩\u200d🍳" })
        {
            using var made = await client.PostAsJsonAsync(Path, new { name, price = "1.00" }, Cancel);
            made.StatusCode.ShouldBe(HttpStatusCode.Created, name);
        }
    }

    [Fact]
    public async Task Of_twenty_parallel_posts_of_one_sku_one_is_made_and_the_others_name_it()
    {
        using var client = await (await app.SignUp()).Client();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 20)
                .Select(i =>
                    client.PostAsJsonAsync(
                        Path,
                        new
                        {
                            name = $"Teh {i}",
                            sku = i % 2 == 0 ? "TEH-1" : "teh-1",
                            price = "1",
                        },
                        Cancel
                    )
                )
        );
        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            problem.GetProperty("code").GetString().ShouldBe("retail.sku_taken");
            problem.GetProperty("title").GetString()!.ShouldContain("Teh ");
        }
        (await Items(client, "")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("sku")]
    [InlineData("-price")]
    [InlineData("updated")]
    public async Task Cursor_paging_shows_every_row_once_while_rows_are_added(string sort)
    {
        using var client = await (await app.SignUp()).Client();
        for (var i = 0; i < 57; i++)
            await Make(client, $"Barang {i % 7}", $"{i % 5}.00");
        var before = (await Items(client, "?limit=100")).Select(Id).ToHashSet();
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>(
                $"{Path}?limit=10&sort={sort}{(cursor is null ? "" : "&cursor=" + cursor)}",
                Cancel
            );
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(Id));
            cursor = page.GetProperty("next").GetString();
            await Make(client, "Aaa baharu", "0.10");
            await Make(client, "Zzz baharu", "99.00");
        } while (cursor is not null);
        seen.Distinct().Count().ShouldBe(seen.Count);
        before.IsSubsetOf(seen).ShouldBeTrue();
    }

    [Theory]
    [InlineData("kopi", 2)]
    [InlineData("KOPI o", 1)]
    [InlineData("café", 1)]
    [InlineData("cafe", 1)]
    [InlineData("kp-", 2)]
    [InlineData("95551", 1)]
    [InlineData("100%", 1)]
    [InlineData("%", 1)]
    [InlineData("tiada", 0)]
    public async Task Search_finds_names_codes_and_barcodes_whatever_their_case(string q, int found)
    {
        using var client = await (await app.SignUp()).Client();
        await Make(client, "Kopi O 200 g", "5", "KP-1", "9555100012345");
        await Make(client, "Kopi Susu 100%", "5", "KP-2");
        await Make(client, "Café Latté", "5", "CL");
        (await Items(client, "?q=" + Uri.EscapeDataString(q))).Count.ShouldBe(found);
    }

    internal static async Task<Guid> Make(HttpClient client, string name, string price, string? sku = null, string? barcode = null)
    {
        using var answer = await client.PostAsJsonAsync(
            Path,
            new
            {
                name,
                price,
                sku,
                barcode,
            },
            Cancel
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        return Id(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    internal static async Task<List<JsonElement>> Items(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(Path + query, Cancel)).GetProperty("items").EnumerateArray()];

    private static Guid Id(JsonElement row) => row.GetProperty("id").GetGuid();
}
