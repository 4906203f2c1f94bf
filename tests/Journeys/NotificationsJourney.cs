using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>The bell in two tabs and the inbox behind it: rung by stock that runs low, read in one tab, silent in the other.</summary>
public sealed class NotificationsJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task What_runs_low_rings_in_every_tab_and_is_read_in_all_of_them(int width)
    {
        var shop = await app.SignUp();
        using var till = await shop.Client();
        var product = await Product(till, "Kopi O 200 g");
        await Count(till, product, 20);
        var page = await browser.Open(app.Address, width);
        await page.BeSignedIn(app, shop, "en");
        await page.GotoAsync($"/{shop.Slug}/notifications");
        await Assertions.Expect(page.Locator(".nothing h2")).ToHaveTextAsync("Nothing yet");
        await Assertions.Expect(page.Locator(".nothing")).ToContainTextAsync("Low stock, Out of stock");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync($"/{shop.Slug}/products");
        await Expect(other, width, 0);

        (
            await till.PostAsJsonAsync(
                "/api/v1/sales",
                new
                {
                    lines = new[] { new { productId = product, quantity = "17" } },
                    payments = new[] { new { method = "cash", amount = "1000" } },
                }
            )
        ).IsSuccessStatusCode.ShouldBeTrue();

        // Neither tab is loaded again.
        await Expect(page, width, 1);
        await Expect(other, width, 1);
        await page.Locator("[data-bell-fresh]").ClickAsync();
        var row = page.Locator("tbody tr");
        await Assertions.Expect(row).ToContainTextAsync("Kopi O 200 g is running low");
        await Assertions.Expect(row).ToContainTextAsync("Left: 3.");

        await page.Locator(".filter-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Out of stock", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".nothing h2")).ToHaveTextAsync("Nothing of this kind");
        await page.Locator(".filter-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Low stock", Exact = true }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(1);

        await row.Locator("input[data-select]").CheckAsync();
        await page.Locator("[data-bulk] button[value=read]").ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("Read");
        await Expect(page, width, 0);
        await Expect(other, width, 0);
        // And taken back.
        await page.Locator(".toast-act[type=submit]").First.ClickAsync();
        await Expect(other, width, 1);

        await page.Locator("tbody a.row-link").ClickAsync();
        await page.WaitForURLAsync($"**/products/{product}");
        await Expect(other, width, 0);
        await Count(till, product, 30);
        await page.GotoAsync($"/{shop.Slug}/notifications");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("Settled");
    }

    [Fact]
    public async Task A_member_chooses_what_reaches_them_and_the_owner_says_it_in_words_of_their_own()
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address, 360);
        await page.BeSignedIn(app, shop, "en");
        await page.GotoAsync($"/{shop.Slug}/notifications/choices");
        await Assertions
            .Expect(page.Locator("[data-if-ticked]"))
            .ToHaveTextAsync(
                "Comes by e-mail only if you tick it: A shift of yours was changed, A shift is no longer yours, Low stock, Out of stock."
            );
        await page.Locator("input[value='retail.low_stock mail']").CheckAsync();
        await Assertions.Expect(page.Locator("input[value='platform.security_notice app']")).ToBeDisabledAsync();
        await page.Field("QuietFrom").FillAsync("22:00");
        await page.Field("QuietUntil").FillAsync("22:00");
        await page.Locator(".save-bar button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".error-summary, [role=alert]").First).ToContainTextAsync("Quiet hours end at another time");
        await Assertions.Expect(page.Locator("input[value='retail.low_stock mail']")).ToBeCheckedAsync();
        await page.Field("QuietUntil").FillAsync("07:00");
        await page.Locator(".save-bar button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".toast-note")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("input[value='retail.low_stock mail']")).ToBeCheckedAsync();
        await Assertions.Expect(page.Field("QuietFrom")).ToHaveValueAsync("22:00");

        await page.GotoAsync($"/{shop.Slug}/settings/notification-templates/edit?kind=retail.low_stock&language=en");
        await page.Field("Body").FillAsync("Hello <script>alert(1)</script> {{product}}");
        await page.Locator("button[value=preview]").ClickAsync();
        await Assertions.Expect(page.Locator(".error-summary, [role=alert]").First).ToContainTextAsync("take out “<script”");
        await page.Field("Body").FillAsync("Order {{product}}, only {{left}} left.");
        await page.Locator("button[value=preview]").ClickAsync();
        await Assertions.Expect(page.Locator(".template-body")).ToHaveTextAsync("Order Kopi O 200 g, only 3 left.");
        (await shop.Ask<long>("SELECT count(*) FROM platform.notification_templates")).ShouldBe(0, "a preview keeps nothing");
        await page.Locator(".save-bar button[type=submit]").First.ClickAsync();
        await Assertions.Expect(page.Locator(".badge-status")).ToHaveTextAsync("Your own words");
        (await shop.Ask<long>("SELECT count(*) FROM platform.notification_templates")).ShouldBe(1);
    }

    private static Task Expect(IPage page, int width, int unread)
    {
        var count = page.Locator(width < 992 ? ".shell-bar [data-bell-count]" : ".shell-nav [data-bell-count]");
        return unread == 0
            ? Assertions.Expect(count).ToBeHiddenAsync()
            : Assertions.Expect(count).ToHaveTextAsync($"{unread}", new() { Timeout = 10_000 });
    }

    private static async Task<Guid> Product(HttpClient till, string name)
    {
        using var answer = await till.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name,
                price = "4.00",
                trackStock = true,
            }
        );
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task Count(HttpClient till, Guid product, int units)
    {
        using var answer = await till.PostAsJsonAsync(
            "/api/v1/stock/adjustments",
            new
            {
                productId = product,
                counted = $"{units}",
                reason = "Counted",
            }
        );
        answer.EnsureSuccessStatusCode();
    }
}
