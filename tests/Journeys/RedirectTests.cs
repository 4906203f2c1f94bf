using System.Net;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>
/// Pages that send the reader on while they are made, in a process that has just started: one such redirect once ended it.
/// </summary>
public sealed class RedirectTests(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Who_is_signed_in_is_sent_on_from_the_sign_in_page_of_a_business()
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address);
        await page.SignIn(shop);
        foreach (
            var (address, to) in new[]
            {
                ($"/{shop.Slug}/sign-in", $"/{shop.Slug}/"),
                ($"/{shop.Slug}/sign-in?returnUrl=%2F{shop.Slug}%2Fstock", $"/{shop.Slug}/stock"),
                ("/en/sign-in", $"/{shop.Slug}/"),
                ($"/{shop.Slug}/stock/adjust", $"/{shop.Slug}/stock/adjust"),
            }
        )
        {
            var answer = await page.GotoAsync(address);
            answer!.Status.ShouldBe((int)HttpStatusCode.OK);
            new Uri(page.Url).AbsolutePath.ShouldBe(to);
        }
    }
}
