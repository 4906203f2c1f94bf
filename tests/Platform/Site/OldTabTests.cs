using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Platform.Tests.Members;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>An act from a tab that still shows how things were does what it says there.</summary>
public sealed class OldTabTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("products", "{\"name\":\"Kopi\",\"price\":\"1.00\"}")]
    [InlineData("customers", "{\"kind\":\"person\",\"name\":\"Siti\"}")]
    public async Task Archiving_twice_archives_and_restoring_twice_restores(string kind, string thing)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var made = await client.PostAsJsonAsync($"/api/v1/{kind}", JsonDocument.Parse(thing).RootElement);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var browser = new Browser(app);
        await browser.SignIn(shop.Email);
        var path = $"/{shop.Slug}/{kind}/{id}";
        foreach (var archived in new[] { true, false })
        {
            var shown = await browser.Get(path);
            for (var tab = 0; tab < 2; tab++)
            {
                await browser.Post(shown, "archive");
                (await client.GetFromJsonAsync<JsonElement>($"/api/v1/{kind}/{id}"))
                    .GetProperty("archived")
                    .GetBoolean()
                    .ShouldBe(archived);
            }
        }
    }
}
