using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Platform.Modules;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Search;

/// <summary>What may be typed into search everywhere, and in which language.</summary>
public sealed class SearchInputTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "platform.required")]
    [InlineData("%20%20", "platform.required")]
    [InlineData("kopi%07", "platform.malformed")]
    [InlineData("kopi%E2%80%AE", "platform.invalid")]
    [InlineData(null, "platform.too_long")]
    public async Task What_cannot_be_searched_is_refused_by_name(string? q, string code)
    {
        var business = await app.SignUp();
        using var client = await business.Client();
        using var answer = await client.GetAsync($"/api/v1/search?q={q ?? new string('a', 101)}", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe(code);
    }

    [Theory]
    [InlineData("en", "harga", "Products")]
    [InlineData("en", "price", "Products")]
    [InlineData("ms", "price", "Produk")]
    [InlineData("ms", "harga", "Produk")]
    [InlineData("ms", "tetap", "Tetapan")]
    [InlineData("ms", "settings", "Tetapan")]
    [InlineData("en", "kata laluan", "Security")]
    public async Task Pages_are_called_as_the_reader_reads_and_found_by_the_words_of_both_languages(string language, string q, string title)
    {
        var business = await app.SignUp();
        using var client = await business.Client();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var found = await client.GetFromJsonAsync<JsonElement>($"/api/v1/search?q={Uri.EscapeDataString(q)}", Cancel);
        found
            .GetProperty("groups")
            .EnumerateArray()
            .SelectMany(g => g.GetProperty("hits").EnumerateArray())
            .Select(h => string.Concat(h.GetProperty("title").EnumerateArray().Select(p => p.GetProperty("text").GetString())))
            .ShouldContain(title);
    }

    [Theory]
    [InlineData("Milo 1 milo", new[] { "milo", "1" })]
    [InlineData("  CAFÉ\u00a0latté ", new[] { "cafe", "latte" })]
    [InlineData("a b c d e f g h i j", new[] { "a", "b", "c", "d", "e", "f", "g", "h" })]
    public void Words_are_folded_told_once_and_bounded(string typed, string[] words) => SearchTerms.Read(typed).Value.Words.ShouldBe(words);
}
