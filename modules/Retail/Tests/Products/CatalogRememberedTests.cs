using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>How many products there are, and which categories, is remembered between pages and yet never wrong.</summary>
public sealed class CatalogRememberedTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_after_a_change_knows_it()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var browser = await Browser(shop, app);
        (await Shown(browser)).ShouldBe((0, false));
        var first = await ProductsApiTests.Make(client, "Milo", "10.00", "MILO");
        (await Shown(browser)).ShouldBe((1, false));
        await Make(client, "Teh", "Minuman");
        await Make(client, "Roti", "Makanan");
        (await Shown(browser)).ShouldBe((3, true));
        (await client.DeleteAsync($"/api/v1/products/{first}", Cancel)).EnsureSuccessStatusCode();
        (await Shown(browser)).ShouldBe((2, true));
        (await client.PostAsync($"/api/v1/products/{first}/restore", null, Cancel)).EnsureSuccessStatusCode();
        (await Shown(browser)).ShouldBe((3, true));
    }

    [Fact]
    public async Task A_change_on_another_node_or_by_plain_SQL_is_known_soon()
    {
        await using var second = await app.AnotherNode();
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var browser = await Browser(shop, second);
        (await Shown(browser)).ShouldBe((0, false));
        await Make(client, "Teh", "Minuman");
        await Make(client, "Roti", "Makanan");
        await Known((2, true));
        await using (var connection = await app.Connect())
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } },
                    new("UPDATE retail.products SET archived_at = now() WHERE sku_key IN (SELECT max(sku_key) FROM retail.products)"),
                },
            };
            await batch.ExecuteNonQueryAsync(Cancel);
        }
        await Known((1, true));

        Task Known((int, bool) expected) => Until.True(async () => await Shown(browser) == expected, $"the page says {expected}", 2);
    }

    [Fact]
    public async Task It_is_read_once_and_then_remembered()
    {
        var shop = await app.SignUp();
        using var browser = await Browser(shop, app);
        await Shown(browser);
        await using var scope = shop.Act();
        var cache = scope.ServiceProvider.GetRequiredService<TenantCache>();
        var read = 0;
        var kept = new object();
        (await cache.Get(TenantScope.Whole(shop.Tenant), Read)).ShouldBe(kept);
        (await cache.Get(TenantScope.Whole(shop.Tenant), Read)).ShouldBe(kept);
        read.ShouldBe(1);

        Task<object> Read()
        {
            read++;
            return Task.FromResult(kept);
        }
    }

    [Fact]
    public async Task What_is_dropped_while_it_is_read_is_not_kept()
    {
        var shop = await app.SignUp();
        await using var scope = shop.Act();
        var cache = scope.ServiceProvider.GetRequiredService<TenantCache>();
        var reading = new TaskCompletionSource<object>();
        var early = cache.Get(TenantScope.Whole(shop.Tenant), () => reading.Task);
        cache.Forget(shop.Tenant);
        reading.SetResult("old");
        (await early).ShouldBe("old");
        (await cache.Get(TenantScope.Whole(shop.Tenant), () => Task.FromResult<object>("new"))).ShouldBe("new");
        // Who sees one place alone is not told what another saw, nor the other way round.
        var one = new TenantScope(shop.Tenant, $"{{{Guid.NewGuid()}}}");
        (await cache.Get(one, () => Task.FromResult<object>("of one"))).ShouldBe("of one");
        (await cache.Get(one, () => Task.FromResult<object>("again"))).ShouldBe("of one");
        (await cache.Get(TenantScope.Whole(shop.Tenant), () => Task.FromResult<object>("again"))).ShouldBe("new");
    }

    [Fact]
    public async Task With_many_hands_at_once_nobody_is_shown_less_than_what_they_made()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var browser = await Browser(shop, app);
        var made = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async hand =>
                {
                    for (var i = 0; i < 8; i++)
                    {
                        await ProductsApiTests.Make(client, $"Barang {hand} {i}", "1.00", $"B-{hand}-{i}");
                        var atLeast = Interlocked.Increment(ref made);
                        (await Shown(browser)).Products.ShouldBeGreaterThanOrEqualTo(atLeast);
                    }
                })
        );
        (await Shown(browser)).Products.ShouldBe(48);
    }

    private static async Task Make(HttpClient client, string name, string category)
    {
        using var body = new StringContent(
            JsonSerializer.Serialize(
                new
                {
                    name,
                    category,
                    price = "2.00",
                }
            ),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        (await client.PostAsync("/api/v1/products", body, Cancel)).EnsureSuccessStatusCode();
    }

    /// <summary>The number beside the page's title, and whether it offers categories.</summary>
    private static async Task<(int Products, bool Categories)> Shown(HttpClient browser)
    {
        var html = await browser.GetStringAsync("products", Cancel);
        var count = Regex.Match(html, "page-head-count\">([0-9,]+)<").Groups[1].Value;
        return (int.Parse(count, NumberStyles.AllowThousands, CultureInfo.InvariantCulture), html.Contains("category="));
    }

    private static async Task<HttpClient> Browser(TestBusiness shop, NiagaApp node)
    {
        var now = node.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (_, cookie) = await SignedIn.As(node, shop.Owner, now, now);
        var client = new HttpClient { BaseAddress = new($"{node.Address}/{shop.Slug}/") };
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }
}
