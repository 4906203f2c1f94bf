using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>A cart belongs to one tab and one person; a sale whose money is taken is never lost and never sold twice.</summary>
public sealed class TillTabsJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private const string Kopi = "9556001234561";

    private async Task<Till> Open()
    {
        var till = await Till.Of(app, browser);
        await till.Product("Kopi", "5.00", barcode: Kopi);
        await till.Load();
        return till;
    }

    [Fact]
    public async Task Another_tab_says_that_the_cart_is_elsewhere_and_takes_it_over_whole()
    {
        using var till = await Open();
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");

        using var second = await till.AnotherTab();
        await second.Expect("[data-other-tab]").ToBeVisibleAsync();
        await second.Scan(Kopi);
        await second.Page.Locator("[data-take-over]").ClickAsync();
        await second.Expect("[data-other-tab]").ToBeHiddenAsync();
        await Assertions.Expect(second.Total).ToHaveTextAsync("RM5.00");
        await till.Expect("[data-other-tab]").ToBeVisibleAsync();
        await till.Page.Keyboard.PressAsync("F9");
        await till.Expect("[data-payment]").ToBeHiddenAsync();

        await second.Page.Keyboard.PressAsync("F9");
        await second.Page.Keyboard.PressAsync("Enter");
        await second.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        // The first tab has nothing left to sell, also when it takes its place again.
        await till.Page.Locator("[data-take-over]").ClickAsync();
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM0.00");
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task When_the_tab_with_the_cart_is_closed_the_other_has_it()
    {
        using var till = await Open();
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        using var second = await till.AnotherTab();
        await second.Expect("[data-other-tab]").ToBeVisibleAsync();
        await till.Page.CloseAsync();
        await second.Expect("[data-other-tab]").ToBeHiddenAsync();
        await Assertions.Expect(second.Total).ToHaveTextAsync("RM5.00");
    }

    [Fact]
    public async Task Who_signs_in_next_does_not_find_somebody_elses_cart()
    {
        using var till = await Open();
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        var name = await till.Page.Locator("[data-till]").GetAttributeAsync("data-till");
        name.ShouldBe($"{till.Shop.Tenant}.{till.Shop.Owner}");
        (await till.Page.EvaluateAsync<string?>($"localStorage.getItem('niaga.till.{name}')")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Cut_off_in_mid_payment_the_change_stays_in_sight_and_the_next_sale_begins()
    {
        using var till = await Open();
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        var cut = true;
        await till.Page.RouteAsync(
            "**/api/v1/sales",
            async route =>
            {
                // The server records it, the answer is lost on the way; whoever stands between asks for an hour's patience,
                // so that nothing but the press below sends it again.
                if (cut)
                {
                    await route.FetchAsync();
                    await route.FulfillAsync(
                        new()
                        {
                            Status = 503,
                            Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" },
                            Body = "{}",
                        }
                    );
                }
                else
                    await route.ContinueAsync();
            }
        );
        await till.Page.Keyboard.PressAsync("F9");
        await till.Type("10", enter: true);
        await till.Expect("[data-done-change]").ToHaveTextAsync("RM5.00");
        await till.Expect("[data-done-note]").ToBeVisibleAsync();
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Expect("[data-sending]").ToContainTextAsync("1");
        cut = false;
        await till.Page.Locator("[data-retry]").ClickAsync();
        await till.Expect("[data-sending]").ToBeHiddenAsync();
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task A_database_that_is_away_is_waited_for_and_the_sale_sent_by_itself()
    {
        using var till = await Open();
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        var asked = 0;
        await till.Page.RouteAsync(
            "**/api/v1/sales",
            route =>
                asked++ == 0
                    ? route.FulfillAsync(
                        new()
                        {
                            Status = 503,
                            Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
                            Body = "{}",
                        }
                    )
                    : route.ContinueAsync()
        );
        await till.Page.Keyboard.PressAsync("F9");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_ends_in_the_till_is_taken_up_again_and_nothing_is_lost()
    {
        using var till = await Open();
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Shop.Ask<long>(
            $"""
            WITH u AS (UPDATE platform.sessions SET ended_at = now(), ended_because = 'signed_out'
            WHERE person_id = '{till.Shop.Owner}' AND ended_at IS NULL RETURNING 1) SELECT count(*) FROM u
            """
        );
        // The next question to the server finds the session ended.
        await till.Type("ko");
        await till.Expect("[data-signed-out]").ToBeVisibleAsync();
        // The customer is here: the sale is taken first, and nothing lies over the till.
        await till.Expect("dialog[data-session-ended]").ToBeHiddenAsync();
        await till.Page.Keyboard.PressAsync("Escape");
        await till.Page.Keyboard.PressAsync("F9");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-change]").ToHaveTextAsync("RM0.00");
        await till.Expect("[data-done-note]").ToContainTextAsync("signed out");
        await till.Page.Keyboard.PressAsync("Escape");
        await till.Expect("[data-sending]").ToContainTextAsync("1");
        await till.Page.EvaluateAsync("window.untouched = true");
        await SignInBeside(till, "[data-signed-out] [data-sign-in-again]", till.Shop.Email);
        await till.Expect("[data-sending]").ToBeHiddenAsync();
        await till.Expect("[data-signed-out]").ToBeHiddenAsync();
        (await till.Page.EvaluateAsync<bool>("window.untouched === true")).ShouldBeTrue();
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task The_cart_goes_on_in_place_for_its_owner_and_for_nobody_else()
    {
        using var till = await Open();
        var other = await Colleague(till);
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await EndSessions(till);
        await till.Type("ko");
        await SignInBeside(till, "[data-signed-out] [data-sign-in-again]", other);
        // Their own till, with their own cart.
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM0.00");
        (await till.Page.Locator("[data-till]").GetAttributeAsync("data-till")).ShouldNotEndWith(till.Shop.Owner.ToString());

        await EndSessions(till);
        await till.Type("ko");
        await SignInBeside(till, "[data-signed-out] [data-sign-in-again]", till.Shop.Email);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        (await till.Sales()).ShouldBe(0);
    }

    [Fact]
    public async Task Signed_out_with_the_change_in_sight_one_signs_in_from_there()
    {
        using var till = await Open();
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await EndSessions(till);
        await till.Page.Keyboard.PressAsync("F9");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-note]").ToContainTextAsync("signed out");
        await SignInBeside(till, "[data-done-sign-in]", till.Shop.Email);
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        await till.Expect("[data-done-sign-in]").ToBeHiddenAsync();
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task Who_signs_in_next_is_told_whose_sale_is_waiting_and_only_its_cashier_sends_it()
    {
        using var till = await Open();
        var other = await Colleague(till);
        await till.Scan(Kopi);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await EndSessions(till);
        await till.Page.Keyboard.PressAsync("F9");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-sending]").ToContainTextAsync("1");
        var owner = await till.Shop.Ask<string>($"SELECT display_name FROM platform.people WHERE id = '{till.Shop.Owner}'");

        await SignInBeside(till, "[data-done-sign-in]", other);
        await till.Expect("[data-trouble]").ToContainTextAsync(owner);
        await till.Expect("[data-others-count]").ToHaveTextAsync("1");
        await till.Expect("[data-sending]").ToBeHiddenAsync();
        (await till.Sales()).ShouldBe(0);

        await EndSessions(till);
        await till.Type("ko");
        await SignInBeside(till, "[data-signed-out] [data-sign-in-again]", till.Shop.Email);
        await till.Expect("[data-show-others]").ToBeHiddenAsync();
        await till.Expect("[data-sending]").ToBeHiddenAsync();
        (await till.Shop.Ask<long>($"SELECT count(*) FROM retail.sales WHERE cashier_id = '{till.Shop.Owner}'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_typed_into_a_form_is_sent_after_signing_in_beside_it()
    {
        using var till = await Open();
        await till.Page.GotoAsync($"/{till.Shop.Slug}/products/new");
        await till.Page.Field("Name").FillAsync("Teh tarik");
        await till.Page.Field("Price").FillAsync("2.50");
        await EndSessions(till);
        await till.Page.Locator("form[data-guard] button[type=submit].btn-primary").ClickAsync();
        await till.Expect("dialog[data-session-ended]").ToBeVisibleAsync();
        await SignInBeside(till, "dialog [data-sign-in-again]", till.Shop.Email);
        await till.Expect("dialog[data-session-ended]").ToBeHiddenAsync();
        await Assertions.Expect(till.Page.Field("Name")).ToHaveValueAsync("Teh tarik");
        await till.Page.Locator("form[data-guard] button[type=submit].btn-primary").ClickAsync();
        await Assertions.Expect(till.Page.Locator("[data-toast]")).ToContainTextAsync("Teh tarik");
    }

    /// <summary>Signs in in the tab that the dialog opens, which closes itself.</summary>
    private static async Task SignInBeside(Till till, string opener, string email)
    {
        var beside = await till.Page.RunAndWaitForPopupAsync(() => till.Page.Locator(opener).ClickAsync());
        await beside.Field("Email").FillAsync(email);
        await beside.Field("Password").FillAsync(TestBusiness.Password);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        beside.Close += (_, _) => closed.TrySetResult();
        await beside.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task EndSessions(Till till) =>
        await till.Shop.Ask<long>(
            """
            WITH u AS (UPDATE platform.sessions SET ended_at = now(), ended_because = 'signed_out'
            WHERE ended_at IS NULL RETURNING 1) SELECT count(*) FROM u
            """
        );

    /// <summary>Another who may sell here.</summary>
    private static async Task<string> Colleague(Till till)
    {
        var email = $"{Guid.NewGuid():N}@kedai.my";
        await using var scope = till.App.Services.CreateAsyncScope();
        var person = new Niaga.Identity.People.Person("Ali bin Abu", email, "en", TimeProvider.System.GetUtcNow())
        {
            EmailConfirmed = true,
        };
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Niaga.Identity.People.Person>>();
        (await accounts.CreateAsync(person, TestBusiness.Password)).Succeeded.ShouldBeTrue();
        await till.Shop.Ask<long>(
            $"""
            WITH m AS (INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{till.Shop.Tenant}', '{person.Id}', 'retail.cashier', now()) RETURNING 1) SELECT count(*) FROM m
            """
        );
        return email;
    }
}
