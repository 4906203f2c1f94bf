using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Modules;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Roles;

/// <summary>Every role on every page, list and file of the shop: it finds what it works with, and never what it may not see.</summary>
public sealed partial class RoleWalkTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    // Figures that occur nowhere else.
    private const string Cost = "77.31";
    private const string Margin = "22.58";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("owner")]
    [InlineData(BuiltInRoles.Manager)]
    [InlineData(BuiltInRoles.Staff)]
    [InlineData(BuiltInRoles.Accountant)]
    [InlineData(BuiltInRoles.ReadOnly)]
    [InlineData("retail.cashier")]
    [InlineData("retail.stock_keeper")]
    public async Task A_role_sees_cost_only_where_it_may_and_no_link_leads_it_to_a_closed_door(string role)
    {
        using var shop = await Shop.Open(app);
        var product = await ProductWithCost(shop);
        await shop.Receive(product, 5);
        (await shop.Sell(product, "1", "cash", "100")).ShouldBeSold();
        using var browser = await Members.Browser(app, shop, role);
        var may = app.Services.GetRequiredService<ModuleCatalog>().PermissionsOf(role);
        var slug = shop.Business.Slug;
        var seen = new List<string>();
        var complaints = new List<string>();
        var samples = Samples();
        samples.ShouldContainKey("/products/import-template.csv");
        foreach (var path in Paths(product))
        {
            using var answer = await browser.GetAsync($"/{slug}{path}", Cancel);
            var body = await answer.Content.ReadAsStringAsync(Cancel);
            if (body.Contains(Cost, StringComparison.Ordinal) || body.Contains(Margin, StringComparison.Ordinal))
            {
                seen.Add(path);
                if (!may.Contains("retail.products.costs"))
                    complaints.Add($"{path} shows the cost");
            }
            if (
                path.EndsWith(".csv", StringComparison.Ordinal)
                && (answer.StatusCode == HttpStatusCode.OK) != may.Contains(samples.GetValueOrDefault(path, "retail.export"))
            )
                complaints.Add($"{path} answers {answer.StatusCode}");
            // An empty file tells nothing of the shop, yet a column of costs is only for who may see them.
            if (samples.ContainsKey(path) && body.Contains("Cost", StringComparison.Ordinal) && !may.Contains("retail.products.costs"))
                complaints.Add($"{path} has a column of costs");
            if (answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "text/html")
                complaints.AddRange(await Closed(browser, slug, path, body));
        }
        complaints.ShouldBeEmpty();
        if (may.Contains("retail.products.costs"))
            seen.Count.ShouldBeGreaterThan(2, "the figures are where the test looks for them");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_reads_the_log_reads_costs_in_it_only_where_a_page_would_show_them(bool costs)
    {
        using var shop = await Shop.Open(app);
        var product = await ProductWithCost(shop);
        using var received = await shop.Client.PostAsync(
            "/api/v1/stock/receipts",
            new StringContent(
                $$"""{"lines":[{"productId":"{{product}}","quantity":"2","unitCost":"{{Cost}}"}]}""",
                System.Text.Encoding.UTF8,
                "application/json"
            ),
            Cancel
        );
        received.EnsureSuccessStatusCode();
        string[] held = ["platform.audit.view", "retail.products.view", "retail.stock.view", "retail.export", "retail.products.costs"];
        var role = Guid.CreateVersion7();
        var ticked = string.Join(',', costs ? held : held[..^1]);
        await shop.Business.Ask<long>(
            $"""
            WITH w AS (INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
            VALUES ('{shop.Business.Tenant}', '{role}', 'Auditor', string_to_array('{ticked}', ','), now(), now())
            RETURNING 1) SELECT count(*) FROM w
            """
        );
        using var browser = await Members.Browser(app, shop, $"custom.{role}");
        foreach (var path in new[] { $"products/{product}?tab=history", "settings/audit", "settings/audit.csv" })
        {
            using var answer = await browser.GetAsync($"/{shop.Business.Slug}/{path}", Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await answer.Content.ReadAsStringAsync(Cancel)).Contains(Cost, StringComparison.Ordinal).ShouldBe(costs, path);
        }
    }

    [Fact]
    public async Task Who_can_only_sell_begins_at_the_till_and_prints_todays_receipts_again()
    {
        using var shop = await Shop.Open(app);
        var product = await shop.Product("Kopi", "5.00");
        (await shop.Sell(product, "1", "cash", "5")).ShouldBeSold();
        using var browser = await Members.Browser(app, shop, "retail.cashier");
        using var start = await browser.GetAsync($"/{shop.Business.Slug}/", Cancel);
        start.StatusCode.ShouldBe(HttpStatusCode.Found);
        start.Headers.Location!.ToString().ShouldEndWith($"/{shop.Business.Slug}/till");
        // Asked for on purpose, a workspace without figures leads on, and is no dashboard.
        var workspace = await browser.GetStringAsync($"/{shop.Business.Slug}/?stay=1", Cancel);
        workspace.ShouldContain("class=\"btn btn-primary\" href=\"till\"");
        Heading().Match(workspace).Groups[1].Value.ShouldBe("Workspace");

        foreach (var path in new[] { "?stay=1", "account" })
            (await browser.GetStringAsync($"/{shop.Business.Slug}/{path}", Cancel)).ShouldNotContain("class=\"nav-entry\" href=\"./\"");
        using var owner = await Members.Browser(app, shop, "owner");
        Heading().Match(await owner.GetStringAsync($"/{shop.Business.Slug}/", Cancel)).Groups[1].Value.ShouldBe("Dashboard");
        (await owner.GetStringAsync($"/{shop.Business.Slug}/account", Cancel)).ShouldContain("class=\"nav-entry\" href=\"./\"");

        var list = await browser.GetStringAsync($"/{shop.Business.Slug}/till/receipts", Cancel);
        list.ShouldContain("R-000001");
        var receipt = ReceiptLink().Match(list).Groups[1].Value;
        (await browser.GetStringAsync($"/{shop.Business.Slug}/{receipt}", Cancel)).ShouldContain("R-000001");
        (await browser.GetStringAsync($"/{shop.Business.Slug}/till/receipts?q=2", Cancel)).ShouldNotContain("R-000001");
    }

    /// <summary>Pages, files and API lists of the shop, with the product where they ask for one.</summary>
    private IEnumerable<string> Paths(Guid product) =>
        Endpoints()
            .Where(e =>
                e.Metadata.GetMetadata<NeedsAttribute>()?.Permission.StartsWith("retail.", StringComparison.Ordinal) == true
                && (
                    e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
                    || e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                )
            )
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Select(r => r.Contains("products/{", StringComparison.OrdinalIgnoreCase) ? Id().Replace(r, product.ToString()) : r)
            .Where(r => !r.Contains('{'))
            .Concat([$"/products/{product}?tab=movements", "/"])
            .Distinct();

    /// <summary>Files without data of the shop, each with what it asks for.</summary>
    private Dictionary<string, string> Samples() =>
        Endpoints()
            .Where(e => e.Metadata.GetMetadata<HoldsNoData>() is not null)
            .ToDictionary(e => "/" + e.RoutePattern.RawText!.TrimStart('/'), e => e.Metadata.GetMetadata<NeedsAttribute>()!.Permission);

    private IEnumerable<RouteEndpoint> Endpoints() =>
        app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Links of a page that this reader may not follow.</summary>
    private static async Task<List<string>> Closed(HttpClient browser, string slug, string path, string html)
    {
        var closed = new List<string>();
        foreach (var href in Link().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Distinct())
        {
            if (
                !Uri.TryCreate(new Uri(browser.BaseAddress!, $"/{slug}/"), href, out var target)
                || !target.AbsolutePath.StartsWith($"/{slug}/", StringComparison.Ordinal)
            )
                continue;

            using var answer = await browser.GetAsync(target, Cancel);
            if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
                closed.Add($"{path} → {href}: {answer.StatusCode}");
        }
        return closed;
    }

    private static async Task<Guid> ProductWithCost(Shop shop)
    {
        var product = await shop.Product("Susu", "99.89", stock: 0);
        using var answer = await shop.Client.PatchAsync(
            $"/api/v1/products/{product}",
            new StringContent($$"""{"cost":"{{Cost}}"}""", System.Text.Encoding.UTF8, "application/json"),
            Cancel
        );
        answer.EnsureSuccessStatusCode();
        return product;
    }

    [GeneratedRegex("<h1>(.*?)</h1>")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Id();

    [GeneratedRegex("""<a [^>]*href="([^"#]+)""")]
    private static partial Regex Link();

    [GeneratedRegex("""href="(r/[^"]+)""")]
    private static partial Regex ReceiptLink();
}
