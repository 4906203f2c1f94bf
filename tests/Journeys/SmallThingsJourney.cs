using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>What a page says beside a field, and what fits beside what.</summary>
public sealed class SmallThingsJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_refused_refund_says_everything_and_each_message_goes_once_its_field_is_changed()
    {
        using var till = await Till.Of(app, browser);
        var product = await till.Product("Kopi", "3.33");
        using var client = await till.Shop.Client();
        using var sold = await client.PostAsJsonAsync(
            "/api/v1/sales",
            new
            {
                lines = new[] { new { productId = product, quantity = "2" } },
                payments = new[] { new { method = "card", amount = "6.66" } },
            }
        );
        var sale = (await sold.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await till.Page.GotoAsync($"/{till.Shop.Slug}/sales/{sale}/refund");
        var quantity = till.Page.Locator("[data-line='1'] [data-quantity]");
        await quantity.FillAsync("abc");
        await till.Expect("[data-sum].is-wrong").Not.ToContainTextAsync("request");
        await till.Page.Locator(".save-bar [type=submit]").ClickAsync();
        await till.Expect("[data-error-summary] li").ToHaveCountAsync(2);
        await till.Expect(".field-error").ToHaveCountAsync(2);
        await quantity.FillAsync("5");
        await till.Expect(".field-error").ToHaveCountAsync(1);
        await till.Page.Locator(".save-bar [type=submit]").ClickAsync();
        await till.Expect("[data-error-summary] li").ToHaveCountAsync(2);
        await till.Page.Field("Reason").FillAsync("Rosak");
        await quantity.FillAsync("1");
        await till.Expect(".field-error").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_field_says_how_much_it_still_takes_and_cuts_nothing_that_is_pasted()
    {
        using var till = await Till.Of(app, browser);
        await till.Page.GotoAsync($"/{till.Shop.Slug}/settings/letterhead");
        var footer = till.Page.Field("Footer");
        var count = till.Page.Locator(".field-count");
        await footer.FillAsync(new string('a', 270));
        await Assertions.Expect(count).ToBeHiddenAsync();
        await footer.FillAsync(new string('a', 288));
        await Assertions.Expect(count).ToHaveTextAsync("12 left: at most 300 characters");
        await Assertions.Expect(count).ToHaveAttributeAsync("role", "status");
        await footer.FillAsync(new string('a', 303));
        await Assertions.Expect(count).ToHaveTextAsync("3 too many: at most 300 characters");
        (await footer.InputValueAsync()).Length.ShouldBe(303);
        (await till.Page.Locator("form [maxlength]").CountAsync()).ShouldBe(0);
        await till.Page.Locator(".save-bar [type=submit]").Last.ClickAsync();
        await till.Expect(".field-error").ToHaveCountAsync(1);
        (await footer.InputValueAsync()).Length.ShouldBe(303);
        await footer.FillAsync("Terima kasih");
        await Assertions.Expect(count).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Someone_elses_change_is_taken_over_without_a_click()
    {
        using var till = await Till.Of(app, browser);
        var product = await till.Product("Kopi", "3.33");
        await till.Page.GotoAsync($"/{till.Shop.Slug}/products/{product}/edit");
        await till.Change(product, new { price = "4.44" });
        await till.Page.Field("Name").FillAsync("Kopi O");
        await till.Page.Locator(".save-bar [type=submit]").ClickAsync();
        await Assertions.Expect(till.Page.Field("Price")).ToHaveValueAsync("4.44");
        await Assertions.Expect(till.Page.Field("Name")).ToHaveValueAsync("Kopi O");
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task A_sum_of_millions_stays_clear_of_the_bin(int width)
    {
        using var till = await Till.Of(app, browser, width);
        await till.Product("Mesin", "9999999.99");
        await till.Load();
        await till.Page.Locator(".till-tile").ClickAsync();
        var sum = till.Page.Locator(".till-line-total");
        if (width < 500)
            await till.Page.Locator("[data-sheet]").ClickAsync();
        await sum.WaitForAsync();
        var overlaps = await sum.EvaluateAsync<bool>(
            """
            e => {
              const r = document.createRange();
              r.selectNodeContents(e);
              const [a, b] = [r.getBoundingClientRect(), e.closest('.till-line').querySelector('[data-remove]').getBoundingClientRect()];
              return a.right > b.left && a.left < b.right && a.bottom > b.top && a.top < b.bottom;
            }
            """
        );
        overlaps.ShouldBeFalse();
    }

    [Fact]
    public async Task A_phone_copies_roles_and_leaves_days_without_sales_out()
    {
        using var till = await Till.Of(app, browser, 360);
        await till.Page.GotoAsync($"/{till.Shop.Slug}/settings/roles");
        await till.Expect("a[href*='settings/roles/new?copy=']").Not.ToHaveCountAsync(0);
        await Assertions.Expect(till.Page.Locator("a[href*='settings/roles/new?copy=']").First).ToBeVisibleAsync();
        await till.Page.GotoAsync($"/{till.Shop.Slug}/sales?view=days");
        (await till.Page.Locator(".data-table tbody tr:visible").CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task A_menu_at_the_foot_of_the_window_is_brought_into_sight(int width)
    {
        using var till = await Till.Of(app, browser, width);
        var product = await till.Product("Kopi", "3.33");
        using var client = await till.Shop.Client();
        using var sold = await client.PostAsJsonAsync(
            "/api/v1/sales",
            new
            {
                lines = Enumerable.Repeat(new { productId = product, quantity = "1" }, 12),
                payments = new[] { new { method = "card", amount = "39.96" } },
            }
        );
        var path = (await sold.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("receiptPath").GetString();
        await till.Page.GotoAsync($"/{till.Shop.Slug}/{path}");
        await till.Page.Locator("details.dropdown:has(a[download]) > summary").ClickAsync();
        await till.Page.WaitForFunctionAsync(
            "() => document.querySelector('details[open] a[download]:last-of-type').getBoundingClientRect().bottom <= innerHeight"
        );
    }

    [Fact]
    public async Task Labels_refused_say_why_until_they_are_made()
    {
        using var till = await Till.Of(app, browser);
        var product = await till.Product("Kopi", "3.33");
        await till.Page.GotoAsync($"/{till.Shop.Slug}/products/labels?ids={product}");
        await till.Page.Locator("[name=Copies]").FillAsync("900");
        await till.Page.Locator(".save-bar [type=submit]").ClickAsync();
        await till.Expect("[data-error-summary] a[data-field=f-Copies]").ToHaveCountAsync(1);
        await till.Page.Locator("[name=Copies]").FillAsync("2");
        await till.Page.RunAndWaitForDownloadAsync(() => till.Page.Locator(".save-bar [type=submit]").ClickAsync());
        await till.Expect("[data-error-summary], .field-error").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Categories_that_do_not_all_fit_show_that_there_are_more()
    {
        using var till = await Till.Of(app, browser);
        using var client = await till.Shop.Client();
        for (var i = 0; i < 40; i++)
            (
                await client.PostAsJsonAsync(
                    "/api/v1/products",
                    new
                    {
                        name = $"Teh {i}",
                        price = "1",
                        category = $"Kategori {i}",
                    }
                )
            ).Dispose();
        await till.Load();
        var cut = await till
            .Page.Locator(".till-chips")
            .EvaluateAsync<bool>(
                """
                e => {
                  const end = e.getBoundingClientRect().bottom;
                  return [...e.children].some(c => { const r = c.getBoundingClientRect(); return r.top < end - 8 && r.bottom > end + 8; });
                }
                """
            );
        cut.ShouldBeTrue();
    }

    [Fact]
    public async Task One_long_name_leaves_every_column_of_an_import_in_sight_and_an_empty_file_is_called_empty()
    {
        using var till = await Till.Of(app, browser);
        await Upload([]);
        await till.Expect("#f-Form-File-error").ToContainTextAsync("empty");
        await Upload(Encoding.UTF8.GetBytes($"name,price,cost,sku,barcode,category\n{new string('N', 300)},1.00,0.50,A1,955,Minuman\n"));
        await till.Page.Locator(".import-preview table").WaitForAsync();
        (await till.Page.Locator(".import-preview").EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth")).ShouldBeTrue();

        async Task Upload(byte[] content)
        {
            await till.Page.GotoAsync($"/{till.Shop.Slug}/products/import");
            await till
                .Page.Locator("input[type=file]")
                .SetInputFilesAsync(
                    new FilePayload
                    {
                        Name = "a.csv",
                        MimeType = "text/csv",
                        Buffer = content,
                    }
                );
            await till.Page.Locator("main form [type=submit].btn-primary").First.ClickAsync();
        }
    }
}
