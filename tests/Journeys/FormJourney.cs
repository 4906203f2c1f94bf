using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>What is typed into a form survives another tab that saves first, a page that is lost and a network that is gone.</summary>
public sealed class FormJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Two_tabs_change_one_product_and_nothing_of_either_is_lost()
    {
        var shop = await app.SignUp();
        var edit = $"/{shop.Slug}/products/{await Product(shop)}/edit";
        var page = await browser.Open(app.Address, 360);
        await page.SignIn(shop);
        var other = await page.Context.NewPageAsync();
        foreach (var tab in (IPage[])[page, other])
            await tab.GotoAsync(edit);

        await Fill(other, ("Price", "9.90"), ("Sku", "NEW-1"), ("Category", "Minuman"));
        await other.SelectOptionAsync("[name='Form.TaxCode']", "exempt");
        await Save(other);
        await Fill(page, ("Price", "8.80"), ("Name", "Milo Baru"));
        await page.SelectOptionAsync("[name='Form.TaxCode']", "service");
        await page.Locator(".save-bar [type=submit]").First.ClickAsync();

        await Assertions.Expect(page.Locator("[data-error-summary]")).ToBeVisibleAsync();
        (await Values(page, "Name", "Price", "Sku", "Category", "TaxCode")).ShouldBe(["Milo Baru", "8.80", "NEW-1", "Minuman", "service"]);
        var price = page.Locator("[data-change='f-Form-Price']");
        await Assertions.Expect(price).ToContainTextAsync("9.90");
        await Assertions.Expect(page.Locator(".field-change")).ToHaveCountAsync(4);
        await price.GetByRole(AriaRole.Button).ClickAsync();
        (await Values(page, "Price")).ShouldBe(["9.90"]);
        await Assertions.Expect(price).ToContainTextAsync("8.80");
        await page.Locator("[data-change='f-Form-TaxCode']").GetByRole(AriaRole.Button).ClickAsync();
        await Save(page);

        await page.GotoAsync(edit);
        (await Values(page, "Name", "Price", "Sku", "Category", "TaxCode")).ShouldBe(["Milo Baru", "9.90", "NEW-1", "Minuman", "exempt"]);
    }

    [Fact]
    public async Task A_customer_and_the_settings_saved_from_two_tabs_take_over_what_the_first_changed()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/customers",
            new
            {
                kind = "person",
                name = "Siti",
                phones = new[] { "012-345 6789" },
            }
        );
        var customer = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var page = await browser.Open(app.Address, 1440);
        await page.SignIn(shop);
        var other = await page.Context.NewPageAsync();
        foreach (
            var (path, first, made, second, typed) in new[]
            {
                ($"customers/{customer}/edit", "Phones[1]", "013-222 2222", "Note", "Bayar lewat"),
                ("settings", "Town", "Klang", "Phone", "012-345 6789"),
            }
        )
        {
            foreach (var tab in (IPage[])[page, other])
                await tab.GotoAsync($"/{shop.Slug}/{path}");
            await Fill(other, (first, made));
            await Saved(other);
            await Fill(page, (second, typed));
            await page.Locator(".save-bar [type=submit]").ClickAsync();
            await Assertions.Expect(page.Locator("[data-error-summary]")).ToBeVisibleAsync();
            (await Values(page, second)).ShouldBe([typed]);
            (await Values(page, first)).ShouldBe(await Values(other, first));
            await Saved(page);
            await page.GotoAsync($"/{shop.Slug}/{path}");
            (await Values(page, second)).ShouldBe([typed]);
        }

        async Task Saved(IPage tab)
        {
            var edited = tab.Url;
            await tab.Locator(".save-bar [type=submit]").ClickAsync();
            await Assertions.Expect(tab.Locator(".toast-note")).ToBeVisibleAsync();
            await tab.GotoAsync(edited);
        }
    }

    [Fact]
    public async Task What_was_typed_is_there_again_after_the_page_was_lost_and_gone_once_it_is_saved()
    {
        var shop = await app.SignUp();
        var edit = $"/{shop.Slug}/products/{await Product(shop)}/edit";
        var page = await browser.Open(app.Address, 1440);
        await page.SignIn(shop);
        await page.GotoAsync(edit);
        await Fill(page, ("Name", "Milo 2 kg"), ("Price", "30.00"));
        await page.WaitForFunctionAsync("() => Object.keys(localStorage).some(k => k.startsWith('niaga.draft:'))");
        var context = page.Context;
        await page.CloseAsync();

        // Meanwhile it is saved elsewhere: what is put back is not a way around that.
        var later = await context.NewPageAsync();
        using (var client = await shop.Client())
        {
            using var change = new HttpRequestMessage(HttpMethod.Put, $"/api/v1{edit[(shop.Slug.Length + 1)..^5]}");
            change.Headers.TryAddWithoutValidation("If-Match", "*");
            change.Content = JsonContent.Create(new { name = "Milo 1 kg", price = "25.00" });
            (await client.SendAsync(change)).IsSuccessStatusCode.ShouldBeTrue();
        }
        await later.GotoAsync(edit);
        await later.Locator("[data-draft-take]").ClickAsync();
        (await Values(later, "Name", "Price")).ShouldBe(["Milo 2 kg", "30.00"]);
        await later.Locator(".save-bar [type=submit]").First.ClickAsync();
        await Assertions.Expect(later.Locator("[data-change='f-Form-Price']")).ToContainTextAsync("25.00");
        (await Values(later, "Name", "Price")).ShouldBe(["Milo 2 kg", "30.00"]);
        await Save(later);

        await later.GotoAsync(edit);
        (await Values(later, "Name", "Price")).ShouldBe(["Milo 2 kg", "30.00"]);
        await Assertions.Expect(later.Locator(".draft-note")).ToHaveCountAsync(0);
        // On a machine that others use, nothing stays behind.
        await Fill(later, ("Name", "Milo 3 kg"));
        await later.WaitForFunctionAsync("() => Object.keys(localStorage).some(k => k.startsWith('niaga.draft:'))");
        await later.EvaluateAsync("document.querySelector('form[action$=\"/sign-out\"]').requestSubmit()");
        await later.WaitForFunctionAsync("() => !Object.keys(localStorage).some(k => k.startsWith('niaga.draft:'))");
    }

    [Fact]
    public async Task A_form_whose_answer_was_lost_is_sent_again_and_makes_one()
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address, 360);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/products/new");
        await Fill(page, ("Name", "Milo 1 kg"), ("Price", "20.00"));
        // It arrives and is saved; the network goes before the answer.
        await page.RouteAsync(
            "**/products/new",
            async route =>
            {
                if (route.Request.Method == "POST")
                {
                    await route.FetchAsync(new() { MaxRedirects = 0 });
                    await route.AbortAsync("connectionreset");
                }
                else
                {
                    await route.ContinueAsync();
                }
            }
        );
        var lost = new TaskCompletionSource();
        page.RequestFailed += (_, request) => _ = request.Method == "POST" && lost.TrySetResult();
        await page.Locator(".save-bar [type=submit]").First.ClickAsync();
        await lost.Task;
        await page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.Wait });
        (await Products(shop)).ShouldBe(1);

        // What the answer would have said is lost with it.
        await page.Context.ClearCookiesAsync(new() { Name = "niaga.flash" });
        var later = await page.Context.NewPageAsync();
        await page.CloseAsync();
        // Another page meanwhile is no sign that it arrived.
        await later.GotoAsync($"/{shop.Slug}/products");
        await later.GotoAsync($"/{shop.Slug}/products/new");
        await later.Locator("[data-draft-take]").ClickAsync();
        await later.Locator(".save-bar [type=submit]").First.ClickAsync();
        await Assertions.Expect(later.Locator(".toast-note")).ToContainTextAsync("saved already");
        (await Products(shop)).ShouldBe(1);

        static Task<long> Products(TestBusiness shop) => shop.Ask<long>("SELECT count(*) FROM retail.products");
    }

    [Fact]
    public async Task Without_a_network_a_page_says_so_comes_back_by_itself_and_nothing_of_the_shop_lies_on_the_device()
    {
        var shop = await app.SignUp();
        var page = await browser.Open(app.Address, 360, worker: true);
        await page.SignIn(shop);
        await page.GotoAsync($"/{shop.Slug}/products");
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.ready.then(r => r.active?.state === 'activated')");
        using var manifest = JsonDocument.Parse(
            await page.EvaluateAsync<string>(
                "async () => (await fetch(document.querySelector('link[rel=manifest]').href, { credentials: 'include' })).text()"
            )
        );
        manifest.RootElement.GetProperty("start_url").GetString().ShouldBe($"/{shop.Slug}/");
        manifest.RootElement.GetProperty("shortcuts").GetArrayLength().ShouldBe(4);

        await page.Context.SetOfflineAsync(true);
        await page.GotoAsync($"/{shop.Slug}/sales");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No network" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tiada rangkaian" })).ToBeVisibleAsync();
        var kept = await page.EvaluateAsync<string[]>(
            """
            async () => (await Promise.all((await caches.keys()).map(async name => await (await caches.open(name)).keys())))
                .flat().map(request => new URL(request.url).pathname)
            """
        );
        kept.ShouldContain("/offline");
        // This version's very files, so that the next version is not drawn with them.
        kept.Where(path => path != "/offline")
            .ShouldAllBe(path => path.StartsWith("/assets/", StringComparison.Ordinal) && path.Split('.').Length == 3);
        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator(".shell-main h1")).ToBeVisibleAsync();
        page.Url.ShouldEndWith($"/{shop.Slug}/sales");
    }

    private static async Task<string> Product(TestBusiness shop)
    {
        using var client = await shop.Client();
        using var answer = await client.PostAsJsonAsync("/api/v1/products", new { name = "Milo 1 kg", price = "20.00" });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static async Task Fill(IPage page, params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields)
            await page.FillAsync($"[name='Form.{name}']", value);
    }

    private static async Task<string[]> Values(IPage page, params string[] names) =>
        await Task.WhenAll(names.Select(name => page.InputValueAsync($"[name='Form.{name}']")));

    private static async Task Save(IPage page)
    {
        await page.Locator(".save-bar [type=submit]").First.ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/edit", StringComparison.Ordinal));
    }
}
