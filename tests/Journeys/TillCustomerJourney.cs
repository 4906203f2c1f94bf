using System.Net.Http.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>Whose sale it is: a key, the phone, Enter.</summary>
public sealed class TillCustomerJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private static readonly string Buyers =
        $"SELECT coalesce(string_agg({TestBusiness.Closed("trade.customers.name", "k.name", "k.customer_id")}, ',' "
        + "ORDER BY s.receipt_number), '') FROM retail.sales s "
        + "LEFT JOIN retail.sale_customers c USING (tenant_id, sale_id) LEFT JOIN trade.customers k USING (tenant_id, customer_id)";

    [Fact]
    public async Task A_known_customer_is_chosen_by_phone_without_the_mouse_and_stands_on_the_receipt()
    {
        using var till = await Open();
        await till.Page.Keyboard.PressAsync("F10");
        await till.Type("0123456789", enter: true);
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Nur Aisyah");
        await till.Expect("[data-customer-dialog]").ToBeHiddenAsync();

        await Sell(till);

        (await till.Shop.AskOpened(Buyers)).ShouldBe("Nur Aisyah");
        // The next customer is another.
        await till.Page.Keyboard.PressAsync("Escape");
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Customer");
        var token = await till.Shop.Ask<string>("SELECT public_token FROM retail.sales");
        await till.Page.GotoAsync($"/{till.Shop.Slug}/r/{token}");
        await till.Expect(".receipt-facts").ToContainTextAsync("Customer Nur Aisyah");
    }

    [Fact]
    public async Task A_number_nobody_has_becomes_a_customer_with_two_more_keys()
    {
        using var till = await Open();
        await till.Page.Keyboard.PressAsync("F10");
        await till.Type("0198765432");
        await till.Expect("[data-customer-note]").ToContainTextAsync("Nobody has 0198765432");
        await till.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(till.Page.Locator("#till-customer-name")).ToBeFocusedAsync();
        await till.Type("Siti", enter: true);
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Siti");

        await Sell(till);

        (await till.Shop.AskOpened(Buyers)).ShouldBe("Siti");
        var phone = TestBusiness.Closed("trade.customer_contacts.value", "value", "contact_id");
        (await till.Shop.AskOpened($"SELECT {phone} FROM trade.customer_contacts ORDER BY contact_id DESC LIMIT 1")).ShouldBe(
            "+60198765432"
        );
    }

    [Fact]
    public async Task While_paying_too_and_by_name_with_the_arrows()
    {
        using var till = await Open();
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Page.Keyboard.PressAsync("F9");
        await till.Page.Keyboard.PressAsync("F10");
        await till.Type("tan ");
        await till.Expect("[data-customers-found] li").ToHaveCountAsync(2);
        await till.Page.Keyboard.PressAsync("ArrowDown");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Tan Mei Ling");
        await Assertions.Expect(till.Amount).ToBeFocusedAsync();
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
        (await till.Shop.AskOpened(Buyers)).ShouldBe("Tan Mei Ling");
    }

    [Fact]
    public async Task A_number_that_a_phones_keyboard_puts_in_whole_is_no_scan()
    {
        using var till = await Open();
        await till.Page.Keyboard.PressAsync("F10");
        await till.Page.Keyboard.InsertTextAsync("0123456789");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Nur Aisyah");
        await till.Expect("[data-trouble]").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_scan_is_that_item_while_the_customer_is_looked_for()
    {
        using var till = await Open();
        await till.Page.Keyboard.PressAsync("F10");
        await till.Scan("9556001234567");
        await Assertions.Expect(till.Lines).ToHaveCountAsync(1);
        await till.Expect("[data-customer-dialog]").ToBeHiddenAsync();
    }

    [Fact]
    public async Task What_cannot_be_a_phone_adds_nobody()
    {
        using var till = await Open();
        await till.Page.Keyboard.PressAsync("F10");
        await till.Type("xyz", enter: true);
        await till.Expect("[data-customer-trouble]").ToContainTextAsync("Nobody found for xyz");
        await till.Page.Keyboard.PressAsync("Escape");
        await till.Expect("[data-customer-dialog]").ToBeHiddenAsync();
        await Assertions.Expect(till.Page.Locator("[data-scan] input")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_sale_that_waits_for_the_network_keeps_its_customer_over_a_reload()
    {
        using var till = await Open();
        await till.Page.Keyboard.PressAsync("F10");
        await till.Type("0123456789", enter: true);
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Nur Aisyah");
        // Kept with the cart too.
        await till.Load();
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Nur Aisyah");
        await till.Page.Context.RouteAsync("**/api/v1/sales", route => route.AbortAsync());
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Page.Keyboard.PressAsync("F9");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-sending]").ToHaveTextAsync("1");
        (await till.Sales()).ShouldBe(0);

        await till.Page.Context.UnrouteAllAsync();
        await till.Load();
        await till.Expect("[data-retry]").ToBeHiddenAsync();

        (await till.Shop.AskOpened(Buyers)).ShouldBe("Nur Aisyah");
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Customer");
    }

    [Fact]
    public async Task An_emptied_cart_is_nobodys_and_its_undo_brings_them_back()
    {
        using var till = await Open();
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Page.Keyboard.PressAsync("F10");
        await till.Type("0123456789", enter: true);
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Nur Aisyah");
        await till.Page.Keyboard.PressAsync("F4");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Customer");
        await till.Page.Keyboard.PressAsync("Control+z");
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Nur Aisyah");
        await till.Page.Locator("[data-customer-remove]").ClickAsync();
        await till.Expect("[data-customer-of]").ToHaveTextAsync("Customer");
    }

    private async Task<Till> Open()
    {
        var till = await Till.Of(app, browser);
        await till.Product("Milo", "5.00", barcode: "9556001234567");
        using var client = await till.Shop.Client();
        foreach (var (name, phone) in new[] { ("Nur Aisyah", "0123456789"), ("Tan Ah Seng", "0133333333"), ("Tan Mei Ling", "0164444444") })
        {
            using var made = await client.PostAsJsonAsync("/api/v1/customers", new { name, phones = new[] { phone } });
            made.EnsureSuccessStatusCode();
        }
        await till.Load();
        return till;
    }

    private static async Task Sell(Till till)
    {
        await till.Page.Locator(".till-tile").ClickAsync();
        await till.Page.Keyboard.PressAsync("F9");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Expect("[data-done-number]").ToContainTextAsync("R-000001");
    }
}
