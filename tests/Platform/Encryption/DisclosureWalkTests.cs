using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Disclosures;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Encryption;

/// <summary>
/// Every page, file and GET of the live endpoint table is asked as the owner, and what comes back is searched for the name of every
/// customer: whoever stands in it was written down by that very request.
/// </summary>
public sealed class DisclosureWalkTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_shown_who_is_not_written_down()
    {
        var pages = await EveryPage.Of(app);
        var shop = pages.Shop;
        var named = await Named(shop);
        named.Count.ShouldBeGreaterThan(5);
        using var client = app.NewClient();
        var (missed, showing) = (new List<string>(), new HashSet<string>());
        foreach (var address in pages.Places.Select(p => p.Address).Concat(await Gets(shop)).Distinct())
        {
            var before = await Last(shop);
            using var answer = await pages.Get(client, address);
            ((int)answer.StatusCode).ShouldBeLessThan(500, address);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Guid[] shown = [.. named.Where(n => text.Contains(n.Value, StringComparison.OrdinalIgnoreCase)).Select(n => n.Key)];
            if (shown.Length == 0)
                continue;

            showing.Add(address);
            var written = await Written(shop, before);
            missed.AddRange(shown.Where(id => !written.Contains(id)).Select(id => $"{address} shows {named[id]}"));
        }
        missed.ShouldBeEmpty();
        showing.Count.ShouldBeGreaterThan(12, string.Join('\n', showing));
        showing.ShouldContain(a => a.EndsWith("/sales.csv", StringComparison.Ordinal));
        showing.ShouldContain(a => a.Contains("sales-by-customer", StringComparison.Ordinal));
    }

    /// <summary>A purpose has words, and every kind of record that a route declares has a module that knows it.</summary>
    [Fact]
    public void What_routes_declare_is_known()
    {
        var declared = app
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .Select(e => e.Metadata.GetMetadata<DisclosesAttribute>())
            .OfType<DisclosesAttribute>()
            .ToArray();
        declared.Length.ShouldBeGreaterThan(20);
        declared.Select(d => d.Purpose).Distinct().ShouldBeSubsetOf(Purposes.All);
        declared.SelectMany(d => d.Subjects).Distinct().ShouldBe(["trade.customer"]);
    }

    /// <summary>Customers by id, with a name that stands in no other word.</summary>
    private static async Task<Dictionary<Guid, string>> Named(TestBusiness shop)
    {
        var name = TestBusiness.Closed("trade.customers.name", "name", "customer_id");
        var all = await shop.AskOpened(
            $"SELECT string_agg(customer_id || '=' || {name}, E'\n') FROM trade.customers WHERE merged_into IS NULL"
        );
        return all.Split('\n')
            .Select(l => l.Split('=', 2))
            .Where(l => l[1].Length > 7)
            .GroupBy(l => l[1])
            .Where(g => g.Count() == 1)
            .ToDictionary(g => Guid.Parse(g.Single()[0]), g => g.Key);
    }

    /// <summary>What can be asked beside pages, with a customer or a sale behind each id.</summary>
    private async Task<IEnumerable<string>> Gets(TestBusiness shop)
    {
        var customer = await shop.Ask<string>("SELECT customer_id::text FROM retail.sale_customers ORDER BY sale_id DESC LIMIT 1");
        var sale = await shop.Ask<string>("SELECT sale_id::text FROM retail.sale_customers ORDER BY sale_id DESC LIMIT 1");
        var token = await shop.Ask<string>($"SELECT public_token FROM retail.sales WHERE sale_id = '{sale}'");
        var name = (await Named(shop))[Guid.Parse(customer)];
        return app
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/'))
            // A stream of news never ends.
            .Where(route => !route.Contains("/news", StringComparison.Ordinal) && !route.Contains("stream", StringComparison.Ordinal))
            .Select(route =>
                $"/{shop.Slug}"
                + System.Text.RegularExpressions.Regex.Replace(
                    route,
                    "{[^}]*}",
                    p =>
                        p.Value.StartsWith("{saleId", StringComparison.OrdinalIgnoreCase) ? sale
                        : p.Value.Contains("oken", StringComparison.Ordinal) ? token
                        : p.Value.Contains(":guid", StringComparison.Ordinal) ? customer
                        : "x"
                )
                + Query(route, name)
            );
    }

    /// <summary>Not the whole name, which a page says again.</summary>
    private static string Query(string route, string name) =>
        route.EndsWith("/duplicates", StringComparison.Ordinal) ? $"?name={Uri.EscapeDataString(name)}"
        : route.EndsWith("/lookup", StringComparison.Ordinal) || route.EndsWith("/search", StringComparison.Ordinal)
            ? $"?q={Uri.EscapeDataString(name[..6])}"
        : "";

    private static Task<string> Last(TestBusiness shop) =>
        shop.Ask<string>("SELECT coalesce(max(entry_id::text), '') FROM platform.audit_entries WHERE subject = 'platform.disclosure'");

    private static async Task<HashSet<Guid>> Written(TestBusiness shop, string after) =>
        (
            await shop.Ask<string>(
                "SELECT coalesce(string_agg(subject_id::text, ','), '') FROM platform.disclosed_subjects "
                    + $"WHERE subject = 'trade.customer' AND entry_id::text > '{after}'"
            )
        )
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(Guid.Parse)
            .ToHashSet();
}
