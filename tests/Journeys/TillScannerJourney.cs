using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>A scan is that item, whatever has the focus; and never money, a quantity or a key of the till.</summary>
public sealed class TillScannerJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private const string Short = "95501234";
    private const string ShopCode = "QRT-505";

    private async Task<Till> Open()
    {
        var till = await Till.Of(app, browser);
        await till.Product("Kopi", "5.00", barcode: "9556001234561");
        await till.Product("Gula", "3.00", barcode: Short);
        await till.Product("Roti", "2.00", sku: ShopCode);
        await till.Load();
        return till;
    }

    [Theory]
    [InlineData(Short, "RM8.00")]
    [InlineData(ShopCode, "RM7.00")]
    public async Task In_the_payment_dialog_it_is_added_to_the_sale(string code, string total)
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Keyboard.PressAsync("F9");
        await till.Type("2");
        await till.Scan(code);
        await till.Expect("[data-payment] [data-due]").ToHaveTextAsync(total);
        await Assertions.Expect(till.Amount).ToHaveValueAsync("2");
        await Assertions.Expect(till.Lines).ToHaveCountAsync(2);
        (await till.Sales()).ShouldBe(0);
    }

    [Theory]
    [InlineData(Short, "RM8.00")]
    [InlineData(ShopCode, "RM7.00")]
    public async Task Beside_the_fields_of_the_payment_dialog_it_is_added_too(string code, string total)
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Keyboard.PressAsync("F9");
        await till.Type("2");
        await till.Page.EvaluateAsync("() => document.activeElement.blur()");
        await till.Scan(code);
        await till.Expect("[data-payment] [data-due]").ToHaveTextAsync(total);
        await Assertions.Expect(till.Amount).ToHaveValueAsync("2");
        (await till.Sales()).ShouldBe(0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task It_is_whole_though_a_busy_machine_hands_over_its_first_keys_slowly(int late)
    {
        using var till = await Open();
        await till.Scan("9556001234561", late);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await Assertions.Expect(till.Page.Locator("[data-scan] input")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task What_was_found_for_half_a_code_is_not_taken_for_the_whole_code()
    {
        using var till = await Open();
        await till.Product("Aiskrim", "9.00", barcode: "9556001230006");
        await till.Page.Locator("[data-scan] input").FillAsync("955600123");
        await Assertions.Expect(till.Page.Locator("[data-found]")).ToContainTextAsync("Aiskrim");
        await till.Page.EvaluateAsync(
            """
            () => {
              const box = document.querySelector('[data-scan] input');
              box.value = '9556001234561';
              box.dispatchEvent(new Event('input', { bubbles: true }));
              box.form.requestSubmit();
            }
            """
        );
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
    }

    [Fact]
    public async Task In_the_reference_of_a_card_it_is_added_to_the_sale()
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Keyboard.PressAsync("F7");
        await till.Page.Locator("#till-reference").FillAsync("A-1");
        await till.Scan(Short);
        await till.Expect("[data-payment] [data-due]").ToHaveTextAsync("RM8.00");
        await Assertions.Expect(till.Page.Locator("#till-reference")).ToHaveValueAsync("A-1");
        (await till.Sales()).ShouldBe(0);
    }

    [Fact]
    public async Task In_the_quantity_of_a_line_it_is_added_and_the_quantity_stays()
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Locator("[data-quantity]").FocusAsync();
        await till.Scan(Short);
        await Assertions.Expect(till.Lines).ToHaveCountAsync(2);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM8.00");
        await Assertions.Expect(till.Page.Locator("[data-quantity]").First).ToHaveValueAsync("1");
    }

    [Fact]
    public async Task On_the_change_screen_it_begins_the_next_sale()
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Keyboard.PressAsync("F9");
        await till.Type("10", enter: true);
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        // "Q", "R" and "P" are keys of this screen and of the payment's.
        await till.Scan(ShopCode);
        await till.Expect("[data-done]").ToBeHiddenAsync();
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM2.00");
        till.Page.Context.Pages.Count.ShouldBe(1);
    }

    /// <summary>Shops set a scanner to be slow where a slow machine loses its keys.</summary>
    [Theory]
    [InlineData(0.042)]
    [InlineData(0.055)]
    public async Task A_slow_scanner_is_heard_wherever_the_focus_is(double pace)
    {
        using var till = await Open();
        await till.Scan("9556001234561", pace: pace);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Keyboard.PressAsync("F9");
        await till.Type("2");
        await till.Scan(Short, pace: pace);
        await till.Expect("[data-payment] [data-due]").ToHaveTextAsync("RM8.00");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("2");
        await till.Amount.FillAsync("");
        await till.Type("10", enter: true);
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        await till.Scan("9556001234561", pace: pace);
        await till.Expect("[data-done]").ToBeHiddenAsync();
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
    }

    [Theory]
    [InlineData(0.08)]
    [InlineData(0.12)]
    public async Task Somebody_who_types_fast_is_no_scanner(double pace)
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Keyboard.PressAsync("F9");
        await till.Type(Short, enter: true, pace: pace);
        await till.Expect("[data-payment-trouble]").ToContainTextAsync("95,501,234");
        await Assertions.Expect(till.Amount).ToHaveValueAsync(Short);
        await Assertions.Expect(till.Lines).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task While_a_sale_is_being_recorded_it_is_kept_for_the_next_cart()
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        var answered = new TaskCompletionSource();
        await till.Page.RouteAsync(
            "**/api/v1/sales",
            async route =>
            {
                await answered.Task;
                await route.ContinueAsync();
            }
        );
        await till.Page.Keyboard.PressAsync("F9");
        await till.Type("5", enter: true);
        await till.Scan(Short);
        answered.SetResult();
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM3.00");
        await till.Expect("[data-sending]").ToBeHiddenAsync();
        (await till.Takings()).ShouldBe(500);
    }

    [Fact]
    public async Task In_the_question_whether_to_clear_it_is_added_and_nothing_is_cleared()
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Keyboard.PressAsync("F4");
        await till.Expect("[data-ask-clear]").ToBeVisibleAsync();
        await till.Scan(Short);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM8.00");
    }

    [Fact]
    public async Task Over_a_half_typed_search_and_on_a_button_it_is_the_item_alone()
    {
        using var till = await Open();
        await till.Type("Gu");
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await Assertions.Expect(till.Lines).ToHaveCountAsync(1);
        await till.Page.Locator("[data-clear]").FocusAsync();
        await till.Scan(ShopCode);
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM7.00");
        await till.Expect("[data-ask-clear]").ToBeHiddenAsync();
    }

    [Fact]
    public async Task Three_times_what_is_scanned_is_three()
    {
        using var till = await Open();
        await till.Type("3*");
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM15.00");
    }

    [Fact]
    public async Task A_code_nobody_knows_is_said_where_the_cashier_looks()
    {
        using var till = await Open();
        await till.Scan("9556001234561");
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM5.00");
        await till.Page.Keyboard.PressAsync("F9");
        await till.Scan("40404040");
        await till.Expect("[data-payment-trouble]").ToContainTextAsync("40404040");
        await Assertions.Expect(till.Amount).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Scans_faster_than_the_answers_are_all_there()
    {
        using var till = await Open();
        for (var i = 0; i < 5; i++)
        {
            await till.Scan("9556001234561");
            await till.Scan(Short);
        }
        await Assertions.Expect(till.Total).ToHaveTextAsync("RM40.00");
        // The last scan is in the sale that is paid, not in the next customer's.
        await till.Scan(Short);
        await till.Page.Keyboard.PressAsync("F9");
        await till.Expect("[data-payment] [data-due]").ToHaveTextAsync("RM43.00");
    }
}
