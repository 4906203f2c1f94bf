using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Niaga.Platform.Mail;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>From the invitation to the first day at work, in two browsers.</summary>
public sealed class MembersJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task An_owner_invites_a_cashier_who_joins_and_sees_only_the_till(int width)
    {
        var email = $"{Guid.NewGuid():N}@kedai.my";
        var owner = await browser.Open(app.Address, width);
        var slug = await owner.SignUp($"Kedai Jemput {width}");
        await owner.GotoAsync($"/{slug}/settings/members");
        await owner.Locator("a[href='settings/members/invite']").First.ClickAsync();
        await owner.Field("Email").FillAsync(email);
        await owner.Field("Role").SelectOptionAsync("retail.cashier");
        await owner.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await Assertions.Expect(owner.Locator("main")).ToContainTextAsync(email);

        var cashier = await browser.Open(app.Address, width);
        await cashier.GotoAsync(await Link(email));
        await Assertions.Expect(cashier.Locator("h1")).ToContainTextAsync($"Kedai Jemput {width}");
        await cashier.Field("Name").FillAsync("Nur Aisyah");
        await cashier.Field("Password").FillAsync(TestBusiness.Password);
        await cashier.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        // Who can only sell begins at the till.
        await cashier.Locator("[data-till]").WaitForAsync();
        await cashier.GotoAsync($"/{slug}/?stay=1");
        (await Entries(cashier)).ShouldBe(["till", "products", "roster"], ignoreOrder: true);
        (await cashier.GotoAsync($"/{slug}/settings/members"))!.Status.ShouldBe(403);
        (await cashier.GotoAsync($"/{slug}/stock"))!.Status.ShouldBe(403);

        await owner.GotoAsync($"/{slug}/settings/members");
        await owner.GetByRole(AriaRole.Link, new() { Name = "Nur Aisyah" }).ClickAsync();
        await owner.Field("Role").SelectOptionAsync("retail.stock_keeper");
        await owner.Locator("form[method=post] button[type=submit].btn-primary").First.ClickAsync();
        await owner.WaitForURLAsync("**/settings/members");

        // Their very next click.
        (await cashier.GotoAsync($"/{slug}/stock"))!.Status.ShouldBe(200);
        (await Entries(cashier)).ShouldBe(["./", "products", "roster", "stock", "reports"], ignoreOrder: true);
        (await cashier.GotoAsync($"/{slug}/till"))!.Status.ShouldBe(403);

        await owner.GetByRole(AriaRole.Link, new() { Name = "Nur Aisyah" }).ClickAsync();
        await owner.Locator("[data-confirm='remove']").ClickAsync();
        await Assertions.Expect(owner.Locator("dialog[open]")).ToContainTextAsync("Nur Aisyah");
        await owner.Locator("dialog[open] button[type=submit]").ClickAsync();
        await owner.WaitForURLAsync("**/settings/members");
        (await cashier.GotoAsync($"/{slug}/stock"))!.Status.ShouldBe(404);
    }

    private static async Task<IReadOnlyList<string?>> Entries(IPage page) =>
        await Task.WhenAll((await page.Locator(".shell-nav nav a.nav-entry").AllAsync()).Select(a => a.GetAttributeAsync("href")));

    /// <summary>The link in the e-mail, once background work has sent it.</summary>
    private async Task<string> Link(string to)
    {
        var mail = app.Services.GetRequiredService<FolderMail>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            var message = (await mail.Newest(50, patience.Token)).FirstOrDefault(l => l.To.Contains(to, StringComparison.Ordinal));
            if (message is not null)
                return Regex.Match(message.Body, @"https?://\S+/join/\S+").Value;
        } while (await again.WaitForNextTickAsync(patience.Token));
        throw new TimeoutException();
    }
}
