using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

public sealed class AssetsTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("/assets/app.css", "text/css")]
    [InlineData("/assets/app.js", "text/javascript")]
    [InlineData("/assets/icons.svg", "image/svg+xml")]
    public async Task What_the_browser_needs_is_served(string path, string type)
    {
        using var visitor = app.NewClient();
        using var answer = await visitor.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        (await answer.Content.ReadAsStringAsync()).Length.ShouldBeGreaterThan(100);
    }
}
