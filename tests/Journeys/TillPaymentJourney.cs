using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>Taking the money: a slip of a finger moves nothing.</summary>
public sealed class TillPaymentJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private async Task<Till> Pay(string price = "48.00")
    {
        var till = await Till.Of(app, browser);
        await till.Product("Beras 10 kg", price);
        await till.Load();
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Page.Keyboard.PressAsync("F9");
        return till;
    }

    [Fact]
    public async Task Too_little_cash_is_said_and_another_way_to_pay_is_chosen_on_purpose()
    {
        using var till = await Pay();
        await till.Type("5", enter: true);
        await till.Expect("[data-payment-trouble]").ToContainTextAsync("RM43.00");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-paid] li").ToHaveCountAsync(0);
        await till.Type("50");
        await till.Expect("[data-payment] [data-change]").ToHaveTextAsync("RM2.00");

        await till.Amount.FillAsync("5");
        await till.Page.Locator("[data-deliberate]").ClickAsync();
        await till.Expect("[data-paid] li").ToHaveCountAsync(1);
        await till.Expect("[data-payment] [data-due]").ToHaveTextAsync("RM43.00");
        await till.Expect("[data-payment] input[name=method]:checked").ToHaveCountAsync(0);
        await Assertions.Expect(till.Amount).ToHaveValueAsync("");
        await till.Page.Keyboard.PressAsync("Enter");
        (await till.Sales()).ShouldBe(0);

        await till.Page.Keyboard.PressAsync("F7");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("");
        await till.Page.Keyboard.PressAsync("Enter");
        (await till.Sales()).ShouldBe(0);
        await till.Type("43", enter: true);
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        (await till.Shop.Ask<string>("SELECT string_agg(method || amount_sen, ' ' ORDER BY payment) FROM retail.sale_payments")).ShouldBe(
            "card4300 cash500"
        );
    }

    [Fact]
    public async Task Enter_after_clearing_brings_the_exact_amount_in_sight_and_asks_again()
    {
        using var till = await Pay();
        await till.Type("50c");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("");
        await till.Expect("[data-payment] [data-change]").ToHaveTextAsync("RM48.00");
        await till.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("48.00");
        await till.Expect("[data-payment-note]").ToContainTextAsync("RM48.00");
        (await till.Sales()).ShouldBe(0);
        await till.Amount.PressAsync("Backspace");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("");
        await till.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("48.00");
        (await till.Sales()).ShouldBe(0);
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
    }

    [Fact]
    public async Task A_comma_for_a_point_is_refused_and_between_thousands_it_is_read()
    {
        using var till = await Pay("1.10");
        foreach (var slip in new[] { "5,0", "10,5", "2,50" })
        {
            await till.Amount.FillAsync("");
            await till.Type(slip, enter: true);
            await till.Expect("[data-payment-trouble]").Not.ToBeEmptyAsync();
            await till.Expect("[data-deliberate]").ToBeHiddenAsync();
        }
        (await till.Sales()).ShouldBe(0);
        await till.Amount.FillAsync("");
        await till.Type("1,000.00");
        await till.Expect("[data-payment] [data-change]").ToHaveTextAsync("RM998.90");
    }

    [Fact]
    public async Task A_second_press_of_enter_leaves_the_change_in_sight()
    {
        using var till = await Pay();
        await till.Amount.FillAsync("50");
        await Task.WhenAll(till.Page.Keyboard.PressAsync("Enter"), till.Page.Keyboard.PressAsync("Enter"));
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        await till.Expect("[data-done] [data-done-change]").ToHaveTextAsync("RM2.00");
        await Until.True(
            async () =>
            {
                await till.Page.Keyboard.PressAsync("Enter");
                return !await till.Page.Locator("[data-done]").IsVisibleAsync();
            },
            "the next sale"
        );
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task A_double_click_completes_one_sale_and_enter_still_goes_on()
    {
        using var till = await Pay();
        await till.Amount.FillAsync("50");
        await till.Page.Locator("[data-confirm-sale]").DblClickAsync();
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        await till.Expect("[data-next]").ToBeFocusedAsync();
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task A_double_click_on_pay_leaves_the_amount_to_be_typed_and_enter_records_the_sale()
    {
        using var till = await Till.Of(app, browser);
        await till.Product("Beras 10 kg", "48.00");
        await till.Load();
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Page.Locator("[data-pay]").DblClickAsync();
        await till.Expect("[data-payment]").ToBeVisibleAsync();
        await Assertions.Expect(till.Amount).ToBeFocusedAsync();
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        (await till.Sales()).ShouldBe(1);
    }

    [Theory]
    [InlineData("[data-payment] [data-back]")]
    [InlineData("[data-payment] input[name=method]:checked")]
    [InlineData(null)]
    public async Task Keys_of_the_payment_work_wherever_the_focus_is(string? focus)
    {
        using var till = await Pay();
        await Focus();
        await till.Type("r");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("50.00");
        await Focus();
        await till.Type("=");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("48.00");
        await Focus();
        await till.Type("c");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("");
        await Focus();
        await till.Type("60");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("60");
        await Focus();
        // On a button Enter presses that button.
        await till.Page.Keyboard.PressAsync("Enter");
        if (focus?.Contains("back", StringComparison.Ordinal) == true)
            await till.Expect("[data-payment]").ToBeHiddenAsync();
        else
            await till.Expect("[data-done-change]").ToHaveTextAsync("RM12.00");

        Task Focus() =>
            focus is null
                ? till.Page.EvaluateAsync("() => document.activeElement.blur()")
                : till.Page.EvaluateAsync("at => document.querySelector(at).focus()", focus);
    }

    [Fact]
    public async Task A_reference_is_typed_with_the_letters_of_the_keys()
    {
        using var till = await Pay();
        await till.Page.Keyboard.PressAsync("F7");
        await till.Page.Locator("#till-reference").FocusAsync();
        await till.Type("qr=c");
        await till.Expect("#till-reference").ToHaveValueAsync("qr=c");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("48.00");
    }

    [Fact]
    public async Task Notes_add_up_and_are_cleared_by_a_key()
    {
        using var till = await Pay("88.00");
        await till.Page.Locator("[data-amount='5000']").ClickAsync();
        await till.Page.Locator("[data-amount='5000']").ClickAsync();
        await Assertions.Expect(till.Amount).ToHaveValueAsync("100.00");
        await till.Expect("[data-payment] [data-change]").ToHaveTextAsync("RM12.00");
        await till.Page.Locator("[data-amount-clear]").ClickAsync();
        await Assertions.Expect(till.Amount).ToHaveValueAsync("");
        await till.Type("rr");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("100.00");
        await till.Type("c");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("");
        await till.Type("t");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("100.00");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-change]").ToHaveTextAsync("RM12.00");
    }

    [Theory]
    [InlineData("500", "RM452.00")]
    [InlineData("95501234", "RM95,501,186.00")]
    public async Task Cash_far_above_what_is_due_is_asked_about_once(string typed, string change)
    {
        using var till = await Pay();
        await till.Type(typed, enter: true);
        await till.Expect("[data-payment-trouble]").ToContainTextAsync(change);
        (await till.Sales()).ShouldBe(0);
        await till.Page.Locator("[data-deliberate]").ClickAsync();
        await till.Expect("[data-done-change]").ToHaveTextAsync(change);
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        (await till.Sales()).ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_sold_is_said_when_payment_opens_all_of_it_before_money_is_counted()
    {
        using var till = await Till.Of(app, browser);
        var milk = await till.Product("Susu", "4.50", stock: "5");
        var bread = await till.Product("Roti", "3.00");
        await till.Load();
        foreach (var tile in await till.Page.Locator(".till-tile").AllAsync())
            await tile.ClickAsync();
        await till.Change(milk, new { price = "4.80" });
        await till.Archive(bread);
        await till.Page.Keyboard.PressAsync("F9");
        await till.Expect("[data-payment-trouble]").ToContainTextAsync("RM4.80");
        // It stays until the cashier goes back: no key and no press meant for it meets what lies behind.
        await till.Expect("[data-confirm-sale]").ToBeDisabledAsync();
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-payment]").ToBeVisibleAsync();
        await till.Page.Keyboard.PressAsync("Escape");
        await till.Expect("[data-payment]").ToBeHiddenAsync();
        await till.Expect("[data-trouble]").ToContainTextAsync("RM4.80");
        await till.Expect("[data-trouble]").ToContainTextAsync("Roti");
        await till.Expect(".till-line.is-wrong").ToHaveCountAsync(2);
        await till.Expect(".till-line-note >> visible=true").ToContainTextAsync("RM4.50");
        (await till.Sales()).ShouldBe(0);
    }

    [Fact]
    public async Task Stock_is_marked_on_the_tile_and_the_line_and_warned_of_while_the_money_is_counted()
    {
        using var till = await Till.Of(app, browser);
        await till.Product("Susu", "4.50", stock: "0");
        await till.Load();
        await till.Expect(".till-tile-note").ToBeVisibleAsync();
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Expect(".till-line-note").ToBeVisibleAsync();
        await till.Page.Keyboard.PressAsync("F9");
        await till.Expect("[data-payment-note]").ToContainTextAsync("Susu");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        (await till.Sales()).ShouldBe(1);
    }
}
