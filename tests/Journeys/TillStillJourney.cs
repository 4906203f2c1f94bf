using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>What the till says by itself moves nothing: what is under the finger when it is put down is what is pressed.</summary>
public sealed class TillStillJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private const string Kopi = "9556001234561";
    private const string Fleeting = "[data-retry], [data-show-refused], [data-signed-out], [data-trouble-close]";

    /// <summary>The way to the server when a sale is sent: the test says what comes back.</summary>
    private Func<IRoute, Task> sales = route => route.ContinueAsync();

    [Theory]
    [InlineData(360, false)]
    [InlineData(360, true)]
    [InlineData(1440, false)]
    public async Task Sales_being_sent_and_refused_and_a_session_that_ends(int width, bool cartOpen)
    {
        using var till = await Open(width);
        sales = Away;
        await Sell(till);
        await till.Expect("[data-retry]").ToBeVisibleAsync();
        await Begin(till, cartOpen);
        await till.Expect("[data-sending]").ToHaveTextAsync("1");

        // Goes: the server answers again.
        await Mark(till);
        sales = route => route.ContinueAsync();
        await till.Page.RunAndWaitForResponseAsync(
            () => till.Page.EvaluateAsync("dispatchEvent(new Event('online'))"),
            answer => answer.Url.Contains("/products/tiles", StringComparison.Ordinal)
        );
        await till.Expect("[data-retry]").ToBeHiddenAsync();
        // The last Kopi is sold: its tile says so.
        await till.Expect(".till-tile-note >> visible=true").ToHaveCountAsync(1);
        (await Moved(till)).ShouldBeEmpty("a sale was recorded");

        // Comes: a second sale waits; then it is refused while the next is in the cart.
        sales = Away;
        await Sell(till);
        await till.Expect("[data-retry]").ToBeVisibleAsync();
        await Begin(till, cartOpen);
        await till.Expect("[data-sending]").ToHaveTextAsync("1");
        await Mark(till);
        sales = Refused;
        await till.Page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await till.Expect("[data-show-refused]").ToBeVisibleAsync();
        await till.Expect("[data-retry]").ToBeHiddenAsync();
        (await Moved(till)).ShouldBeEmpty("a sale was refused");

        await Mark(till);
        await EndSessions(till);
        await till.Scan("404040404040");
        await till.Expect("[data-signed-out]").ToBeVisibleAsync();
        await till.Expect("[data-trouble]").ToBeVisibleAsync();
        // The till has its own way back, and lies under nothing until it is taken.
        await till.Expect("dialog[data-session-ended]").ToBeHiddenAsync();
        (await Moved(till)).ShouldBeEmpty("the session ended");
        await till.Page.EvaluateAsync("document.dispatchEvent(new CustomEvent('niaga:signed-in'))");
        await till.Expect("[data-signed-out]").ToBeHiddenAsync();
        (await Moved(till)).ShouldBeEmpty("somebody signed in again");
    }

    [Theory]
    [InlineData(360, false)]
    [InlineData(360, true)]
    [InlineData(1440, false)]
    public async Task A_code_that_nobody_knows(int width, bool cartOpen)
    {
        using var till = await Open(width);
        await Begin(till, cartOpen);
        await Mark(till);
        await till.Scan("404040404040");
        await till.Expect("[data-trouble]").ToContainTextAsync("404040404040");
        (await Moved(till)).ShouldBeEmpty("it is said");
        await till.Page.Locator("[data-trouble-close]").ClickAsync();
        await till.Expect("[data-trouble]").ToBeHiddenAsync();
        (await Moved(till)).ShouldBeEmpty("it is taken away");
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task What_the_payment_says_while_the_money_is_counted(int width)
    {
        using var till = await Open(width);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await till.Page.RouteAsync(
            "**/api/v1/sales/check",
            async route =>
            {
                await answer.Task;
                await route.ContinueAsync();
            }
        );
        await till.Page.Locator(".till-tile", new() { HasText = "Kopi" }).ClickAsync();
        await till.Page.Locator(".till-tile", new() { HasText = "Kopi" }).ClickAsync();
        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Page.Locator("[data-amount='5000']").ClickAsync();
        await till.Expect("[data-payment] [data-change]").ToHaveTextAsync("RM40.00");

        await Mark(till);
        answer.SetResult();
        await till.Expect("[data-payment-note]").ToContainTextAsync("Kopi");
        (await Moved(till)).ShouldBeEmpty("stock is warned of");
        await till.Scan("404040404040");
        await till.Expect("[data-payment-trouble]").ToContainTextAsync("404040404040");
        (await Moved(till)).ShouldBeEmpty("a code is not known");
        await InSight(till, "[data-payment-trouble]");
        await InSight(till, "[data-payment-note]");
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task What_becomes_of_a_sale_while_the_change_is_in_sight(int width)
    {
        using var till = await Open(width);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sales = async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        };
        await Pay(till);
        await Mark(till);
        answer.SetResult();
        await till.Expect("[data-print-receipt]").ToBeVisibleAsync();
        (await Moved(till)).ShouldBeEmpty("the receipt is there");
        await till.Page.Locator("[data-next]").ClickAsync();

        sales = Away;
        await Pay(till);
        await till.Expect("[data-done-note]").ToBeVisibleAsync();
        await Mark(till);
        sales = Refused;
        await till.Page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await till.Expect("[data-done-note]").ToContainTextAsync("The price has changed.");
        (await Moved(till)).ShouldBeEmpty("the sale is refused");
        await InSight(till, "[data-done-note]");
        // On from there it is in the cart again, with what is wrong.
        await till.Page.Locator("[data-next]").ClickAsync();
        await Assertions.Expect(till.Lines).ToHaveCountAsync(1);
        await till.Expect("[data-trouble]").ToContainTextAsync("The price has changed.");
        await till.Expect("[data-show-refused]").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_refused_sale_is_not_mixed_with_what_the_next_customer_brings()
    {
        using var till = await Open(1440);
        sales = Refused;
        await Pay(till);
        await till.Expect("[data-done-note]").ToContainTextAsync("The price has changed.");
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Locator("[data-show-refused]").ClickAsync();
        await till.Expect("[data-refused] .btn").ToBeDisabledAsync();
        await till.Expect("[data-cart-first]").ToBeVisibleAsync();
        await till.Page.Locator("[data-close-refused]").ClickAsync();
        await till.Page.Locator("[data-remove]").ClickAsync();
        await till.Page.Locator("[data-show-refused]").ClickAsync();
        await till.Page.Locator("[data-refused] .btn").ClickAsync();
        await Assertions.Expect(till.Lines).ToHaveCountAsync(1);
        await till.Expect("[data-show-refused]").ToBeHiddenAsync();
    }

    private async Task<Till> Open(int width)
    {
        var till = await Till.Of(app, browser, width);
        await till.Product("Air Kopi kampung asli berangin tanpa gula 200 g", "5.00", barcode: Kopi, stock: "1");
        for (var i = 0; i < 24; i++)
            await till.Product($"Biskut {i}", "2.50");
        await till.Page.RouteAsync("**/api/v1/sales", route => sales(route));
        await till.Load();
        return till;
    }

    /// <summary>A cart of more lines than there is room for, in the middle of it.</summary>
    private static async Task Begin(Till till, bool cartOpen)
    {
        for (var i = 0; i < 14; i++)
            await till.Page.Locator(".till-tile").Nth(i).ClickAsync();
        await Assertions.Expect(till.Lines).ToHaveCountAsync(14);
        if (cartOpen)
            await till.Page.Locator("[data-sheet]").ClickAsync();
    }

    private static async Task Pay(Till till)
    {
        if (await till.Lines.CountAsync() == 0)
            await till.Scan(Kopi);
        await Assertions.Expect(till.Lines).Not.ToHaveCountAsync(0);
        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done]").ToBeVisibleAsync();
    }

    private static async Task Sell(Till till)
    {
        await Pay(till);
        await till.Page.Locator("[data-next]").ClickAsync();
    }

    private static async Task InSight(Till till, string what) =>
        (
            await till
                .Page.Locator(what)
                .EvaluateAsync<bool>("e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; }")
        ).ShouldBeTrue(what);

    private static Task Away(IRoute route) =>
        route.FulfillAsync(
            new()
            {
                Status = 503,
                Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" },
                Body = "{}",
            }
        );

    private static Task Refused(IRoute route) =>
        route.FulfillAsync(
            new()
            {
                Status = 409,
                ContentType = "application/problem+json",
                Body = """{"code":"retail.price_changed","title":"The price has changed.","errors":[]}""",
            }
        );

    private static Task Mark(Till till) => till.Page.EvaluateAsync(Boxes.Mark);

    private static Task<string[]> Moved(Till till) => till.Page.EvaluateAsync<string[]>(Boxes.Moved, Fleeting);

    private static async Task EndSessions(Till till) =>
        await till.Shop.Ask<long>(
            """
            WITH u AS (UPDATE platform.sessions SET ended_at = now(), ended_because = 'signed_out'
            WHERE ended_at IS NULL RETURNING 1) SELECT count(*) FROM u
            """
        );
}
