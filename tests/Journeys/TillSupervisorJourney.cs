using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>What a cashier may not do alone: somebody in charge types their PIN at the cashier's till.</summary>
public sealed class TillSupervisorJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private const string Pin = "471193";

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task A_supervisor_agrees_by_their_pin_before_the_money_is_counted(int width)
    {
        using var till = await Open(width, withPin: true);
        var asked = new List<string>();
        till.Page.Request += (_, request) => asked.Add(request.Url);
        await Pay(till);
        // Nothing pressed meanwhile met anything else, and Enter sells nothing.
        await till.Expect("[data-confirm-sale]").ToBeDisabledAsync();
        await till.Page.Keyboard.PressAsync("Enter");
        await Fits(till, "the payment");
        if (width == 360)
            await till.Page.Locator("[data-ask-supervisor]").ClickAsync();
        else
            await till.Type("s");
        await till.Expect("[data-approval]").ToBeVisibleAsync();
        await Fits(till, "asking");
        await till.Page.Locator("#till-pin").FillAsync("909090");
        await till.Page.Locator("[data-agree]").ClickAsync();
        await till.Expect("[data-approval-trouble]").ToBeVisibleAsync();
        await Assertions.Expect(till.Page.Locator("#till-pin")).ToHaveValueAsync("");
        await Fits(till, "a wrong PIN");

        await till.Page.Locator("#till-pin").FillAsync(Pin);
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-approval]").ToBeHiddenAsync();
        // However fast it was typed, it was not looked up as a code.
        asked.ShouldAllBe(address => !address.Contains(Pin, StringComparison.Ordinal));
        await till.Expect("[data-payment-note]").ToContainTextAsync("Siti");
        await till.Page.Locator("[data-amount='5000']").ClickAsync();
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        (await till.Shop.Ask<bool>($"SELECT approved_by_id = '{till.Shop.Owner}' FROM retail.sales")).ShouldBeTrue();
        // The PIN is nowhere in the browser.
        (await till.Page.EvaluateAsync<string>("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")).ShouldNotContain(Pin);
        (await till.Page.Locator("#till-pin").InputValueAsync()).ShouldBeEmpty();

        // They agreed to that sale and to no other.
        await till.Page.Locator("[data-next]").ClickAsync();
        await Pay(till);
        await till.Expect("[data-confirm-sale]").ToBeDisabledAsync();
    }

    [Fact]
    public async Task A_sale_sent_late_carries_the_word_and_one_whose_page_is_gone_is_asked_for_again()
    {
        using var till = await Open(1440, withPin: true);
        var answer = 503;
        await till.Page.RouteAsync(
            "**/api/v1/sales",
            route =>
                answer == 503
                    ? route.FulfillAsync(
                        new()
                        {
                            Status = 503,
                            Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" },
                            Body = "{}",
                        }
                    )
                    : route.ContinueAsync()
        );
        await Agree(till);
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-note]").ToBeVisibleAsync();
        await till.Page.Locator("[data-next]").ClickAsync();
        answer = 200;
        await till.Page.Locator("[data-retry]").ClickAsync();
        await till.Expect("[data-retry]").ToBeHiddenAsync();
        (await till.Sales()).ShouldBe(1);

        answer = 503;
        await Agree(till);
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-note]").ToBeVisibleAsync();
        answer = 200;
        await till.Page.ReloadAsync();
        await till.Expect("[data-show-refused]").ToBeVisibleAsync();
        await till.Page.Locator("[data-show-refused]").ClickAsync();
        await till.Page.Locator("[data-refused] .btn").ClickAsync();
        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Expect("[data-ask-supervisor]").ToBeVisibleAsync();
        (await till.Sales()).ShouldBe(1);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task A_pin_locked_before_the_sale_arrived_postpones_it_while_the_next_sale_goes_through(int width)
    {
        using var till = await Open(width, withPin: true);
        await till.Product("Roti", "1.00", barcode: "9556009999991");
        await Agree(till);
        await Lock(till, "1 hour");
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-note]").ToContainTextAsync("locked for 60 min");
        await Fits(till, "postponed");
        await till.Page.Locator("[data-next]").ClickAsync();
        await till.Expect("[data-show-refused]").ToBeHiddenAsync();
        await till.Expect("[data-sending]").ToHaveTextAsync("1");

        await till.Scan("9556009999991");
        await Assertions.Expect(till.Lines).ToHaveCountAsync(1);
        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        await till.Page.Locator("[data-next]").ClickAsync();
        await till.Expect("[data-sending]").ToHaveTextAsync("1");

        await Lock(till, "-1 minute");
        await till.Page.Locator("[data-retry]").ClickAsync();
        await till.Expect("[data-retry]").ToBeHiddenAsync();
        (await till.Sales()).ShouldBe(2);
    }

    [Fact]
    public async Task A_postponed_sale_is_sent_again_by_itself_when_the_lock_ends()
    {
        using var till = await Open(1440, withPin: true);
        await Agree(till);
        await Lock(till, "3 seconds");
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001", new() { Timeout = 30_000 });
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_scanned_after_they_agreed_is_asked_about_anew()
    {
        using var till = await Open(1440, withPin: true);
        await Agree(till);
        await till.Expect("[data-confirm-sale]").ToBeEnabledAsync();
        await till.Scan("9556001234561");
        await till.Expect("[data-ask-supervisor]").ToBeVisibleAsync();
        await till.Expect("[data-confirm-sale]").ToBeDisabledAsync();
    }

    [Fact]
    public async Task Where_nobody_has_a_pin_the_till_says_how_to_get_one()
    {
        using var till = await Open(360, withPin: false);
        await Pay(till);
        await till.Page.Locator("[data-ask-supervisor]").ClickAsync();
        await till.Expect("[data-approval-nobody]").ToBeVisibleAsync();
        await till.Expect("[data-agree]").ToBeHiddenAsync();
        await Fits(till, "nobody to ask");
        await till.Page.Locator("[data-approval-back]").ClickAsync();
        await till.Expect("[data-payment]").ToBeVisibleAsync();
        await till.Page.Locator("[data-back]").ClickAsync();
        await till.Expect(".till-line.is-wrong").ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(360, "void", "V-000001")]
    [InlineData(1440, "refund", "CN-000001")]
    public async Task A_sale_just_made_is_put_right_from_where_its_change_is_in_sight(int width, string act, string document)
    {
        using var till = await Open(width, withPin: true, stock: "5");
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Page.Locator("[data-confirm-sale]").ClickAsync();
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        await Fits(till, "the change");
        if (width == 360)
            await till.Page.Locator($"[data-{act}-sale]").ClickAsync();
        else
            await till.Type(act == "void" ? "v" : "f");
        await till.Page.WaitForURLAsync(url => url.Contains($"/{act}?from=till", StringComparison.Ordinal));
        if (act == "refund")
            await till.Page.Locator("[data-line='1'] [data-quantity]").FillAsync("1");
        await till.Page.Field("Reason").FillAsync("Rung up twice");
        await till.Page.Field("Pin").FillAsync(Pin);
        await till.Page.Locator(".save-bar [type=submit]").ClickAsync();
        await till.Expect(".reversal-done").ToContainTextAsync(document);

        // The next time from the till, by the key that the list of keys names.
        await till.Load();
        await till.Expect(".till-keys kbd").ToContainTextAsync(["F2", "F3"]);
        await till.Page.Keyboard.PressAsync("F3");
        await till.Page.WaitForURLAsync(url => url.EndsWith("/till/receipts", StringComparison.Ordinal));
        await till.Expect("main").ToContainTextAsync("R-000001");
    }

    private static Task<long> Lock(Till till, string length) =>
        till.Shop.Ask<long>(
            $"""
            WITH u AS (UPDATE platform.supervisor_pins SET locked_until = now() + interval '{length}' RETURNING 1) SELECT count(*) FROM u
            """
        );

    private static async Task Pay(Till till)
    {
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Page.Locator("[data-pay]").ClickAsync();
        await till.Expect("[data-ask-supervisor]").ToBeVisibleAsync();
    }

    private static async Task Agree(Till till)
    {
        await Pay(till);
        await till.Page.Locator("[data-ask-supervisor]").ClickAsync();
        await till.Page.Locator("#till-pin").FillAsync(Pin);
        await till.Page.Locator("[data-agree]").ClickAsync();
        await till.Expect("[data-approval]").ToBeHiddenAsync();
    }

    /// <summary>A cashier's till in a shop that asks, with one product.</summary>
    private async Task<Till> Open(int width, bool withPin, string stock = "0")
    {
        using var owners = await Till.Of(app, browser);
        var shop = owners.Shop;
        await owners.Product("Susu segar", "4.50", barcode: "9556001234561", stock: stock);
        await shop.Ask<long>(
            $"WITH r AS (INSERT INTO trade.stock_rules VALUES ('{shop.Tenant}', 'supervisor') RETURNING 1) SELECT count(*) FROM r"
        );
        await using (var scope = shop.Act())
        {
            scope.ServiceProvider.GetRequiredService<Caller>().Identify(shop.Owner, ["platform.workspace.open"]);
            var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
            if (withPin)
                (await SetSupervisorPin.Do(runner, new(Pin, Pin), TestContext.Current.CancellationToken)).Refusal.ShouldBeNull();
        }
        var page = await browser.Open(app.Address, width);
        await page.SignIn(await Cashier(shop));
        var till = new Till(app, shop, await shop.Client(), page);
        await till.Load();
        return till;
    }

    private async Task<string> Cashier(TestBusiness shop)
    {
        var email = $"{Guid.NewGuid():N}@kedai.my";
        await using var scope = app.Services.CreateAsyncScope();
        var person = new Person("Ali bin Abu", email, "en", TimeProvider.System.GetUtcNow()) { EmailConfirmed = true };
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        (await accounts.CreateAsync(person, TestBusiness.Password)).Succeeded.ShouldBeTrue();
        await shop.Ask<long>(
            $"""
            WITH m AS (INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{shop.Tenant}', '{person.Id}', 'retail.cashier', now()) RETURNING 1) SELECT count(*) FROM m
            """
        );
        return email;
    }

    private static async Task Fits(Till till, string what)
    {
        foreach (var measure in (string[])[Boxes.Faults, Boxes.IconsOverText])
            (await till.Page.EvaluateAsync<string[]>(measure)).ShouldBeEmpty(what);
    }
}
