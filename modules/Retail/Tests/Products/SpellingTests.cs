using System.Text.Json;
using Niaga.Retail.Products;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>Small typing errors are forgiven, and only where nothing matches exactly.</summary>
public sealed class SpellingTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mlio", "Milo 1 kg")] // swapped
    [InlineData("millo", "Milo 1 kg")] // too many
    [InlineData("mlo", "Milo 1 kg")] // missing
    [InlineData("nesacfe klasik", "Nescafe Klasik 200 g")] // one of two
    [InlineData("klasikk nescaffe", "Nescafe Klasik 200 g")] // both, in another order
    [InlineData("nesacf", "Nescafe Klasik 200 g")] // only begun
    [InlineData("MANTEGA", "Mentega Kacang")]
    public async Task A_typing_error_finds_it_in_list_till_stock_and_api(string typed, string name)
    {
        using var shop = await Open();
        foreach (var path in (string[])["products?q=", "products/lookup?code=", "stock?q="])
            (await Names(shop, path + Uri.EscapeDataString(typed))).ShouldBe([name], path);

        using var browser = await app.Browser(shop, shop.Business.Owner);
        (await browser.GetStringAsync($"products?q={Uri.EscapeDataString(typed)}", Cancel)).ShouldContain(name);
        (await browser.GetStringAsync($"stock?q={Uri.EscapeDataString(typed)}", Cancel)).ShouldContain(name);
        (await browser.GetStringAsync($"products.csv?q={Uri.EscapeDataString(typed)}", Cancel)).ShouldContain(name);
    }

    [Theory]
    [InlineData("mil", "Milo 1 kg")] // found exactly: nothing else comes beside it
    [InlineData("milk", "Susu Milk")]
    [InlineData("zebra", "")] // far from everything
    [InlineData("9556001234568", "")] // one digit further is another product
    [InlineData("milo zebra", "")]
    public async Task What_matches_is_not_second_guessed_and_what_is_far_is_not_found(string typed, string names)
    {
        using var shop = await Open();
        string[] expected = names.Length == 0 ? [] : [.. names.Split('|')];
        if (typed == "mil")
            expected = ["Milo 1 kg", "Susu Milk"];
        (await Names(shop, "products?q=" + Uri.EscapeDataString(typed))).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task The_till_is_told_that_somebody_has_to_choose()
    {
        using var shop = await Open();
        var near = await shop.Client.Get("/api/v1/products/lookup?code=mlio");
        (near.GetProperty("exact").GetBoolean(), near.GetProperty("near").GetBoolean()).ShouldBe((false, true));
        (await shop.Client.Get("/api/v1/products/lookup?code=milo")).GetProperty("near").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_of_what_is_spelled_nearly_so_follow_one_another()
    {
        using var shop = await Shop.Open(app);
        for (var i = 0; i < 5; i++)
            await shop.Product($"Biskut {(char)('A' + i)}x", "1.00");
        var first = await shop.Client.Get("/api/v1/products?q=bsikut&limit=3");
        var second = await shop.Client.Get($"/api/v1/products?q=bsikut&limit=3&cursor={first.GetProperty("next").GetString()}");
        (first.GetProperty("items").GetArrayLength(), second.GetProperty("items").GetArrayLength()).ShouldBe((3, 2));
    }

    [Theory]
    [InlineData("kopi", "kopi")]
    [InlineData("kpoi", "kopi")]
    [InlineData("kop", "kop")] // the beginning of a known word stands
    [InlineData("ab", "ab")] // too short to guess
    [InlineData("kxxi", "")]
    [InlineData("tehtraik", "tehtarik")]
    public void The_nearest_words(string typed, string nearest) =>
        string.Join(' ', Spelling.Nearest(typed, ["kopi", "teh", "tehtarik", "gula"])).ShouldBe(nearest);

    private async Task<Shop> Open()
    {
        var shop = await Shop.Open(app);
        foreach (var name in (string[])["Milo 1 kg", "Nescafe Klasik 200 g", "Mentega Kacang", "Susu Milk", "Roti Gardenia"])
            await shop.Product(name, "5.00", stock: 9);
        return shop;
    }

    private static async Task<string[]> Names(Shop shop, string path) =>
        [
            .. (await shop.Client.Get("/api/v1/" + path))
                .GetProperty("items")
                .EnumerateArray()
                .Select((JsonElement i) => i.GetProperty("name").GetString()!),
        ];
}
