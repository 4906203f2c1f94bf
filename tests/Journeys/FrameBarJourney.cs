using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>What the frame has to say on every page takes one line and breaks nothing.</summary>
public sealed class FrameBarJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task Somebody_who_has_just_signed_up_sees_the_page_and_a_line_above_it(int width)
    {
        var page = await browser.Open(app.Address, width);
        var slug = await page.SignUp($"Kedai {width} Baru Sangat Panjang Namanya Sekali");
        foreach (var path in new[] { "", "products", "products/import", "sales", "settings", "settings/members" })
        {
            await page.GotoAsync($"/{slug}/{path}");
            var bar = (await page.Locator(".frame-bar").BoundingBoxAsync()).ShouldNotBeNull(path);
            bar.Height.ShouldBeLessThan(width < 500 ? 100 : 72, path);
            var title = (await page.Locator("main h1").First.BoundingBoxAsync()).ShouldNotBeNull(path);
            title.Y.ShouldBeGreaterThanOrEqualTo(bar.Y + bar.Height, path);
            title.Y.ShouldBeLessThan(260, path);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(
                0,
                path
            );
        }
    }
}
