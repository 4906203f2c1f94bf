using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Host.Commands;
using Niaga.Identity.Access;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;
using Niaga.Site.Rendering;
using Niaga.Testing.Rows;

namespace Niaga.Testing;

/// <summary>
/// Every page of the live endpoint table with a real thing behind each id, as the owner of the demonstration's first shop sees it. The shop
/// has a row in every table.
/// </summary>
internal sealed class EveryPage
{
    /// <summary>Of a link to an answer only the hash is kept.</summary>
    private const string Answer = "answer-of-the-demonstration";

    private static readonly Dictionary<string, string> Ids = new()
    {
        ["customers/imports/{"] = "SELECT import_id::text FROM imports.imports WHERE kind = 'trade.customers' ORDER BY 1 LIMIT 1",
        ["products/imports/{"] = "SELECT import_id::text FROM imports.imports WHERE kind = 'retail.products' ORDER BY 1 LIMIT 1",
        ["roles/{"] = "SELECT role_id::text FROM platform.roles ORDER BY 1 LIMIT 1",
        ["invitations/{"] = "SELECT invitation_id::text FROM platform.invitations ORDER BY 1 LIMIT 1",
        ["products/{Id"] = "SELECT product_id::text FROM retail.products ORDER BY track_stock DESC, name_key LIMIT 1",
        ["customers/{Id"] = "SELECT customer_id::text FROM trade.customers WHERE archived_at IS NULL ORDER BY customer_id LIMIT 1",
        ["{ShiftId"] = "SELECT shift_id::text FROM trade.work_shifts ORDER BY 1 LIMIT 1",
        ["{SaleId"] = "SELECT sale_id::text FROM retail.sales ORDER BY receipt_number DESC LIMIT 1",
        ["{DocumentToken"] = "SELECT public_token FROM retail.reversals ORDER BY 1 LIMIT 1",
        ["{AnswerToken"] = $"SELECT '{Answer}'",
        ["{BreachId"] = "SELECT breach_id::text FROM privacy.breaches ORDER BY 1 LIMIT 1",
        ["{RequestId"] = "SELECT request_id::text FROM privacy.requests ORDER BY 1 LIMIT 1",
        ["{Token"] = "SELECT public_token FROM retail.sales ORDER BY receipt_number DESC LIMIT 1",
        ["en/help/{"] = "SELECT 'sign-in'",
        ["ms/help/{"] = "SELECT 'sign-in'",
        ["help/{"] = "SELECT 'products'",
        ["{ReportPath"] = "SELECT 'retail-sales-by-day'",
        ["{PersonId"] = "SELECT person_id::text FROM platform.memberships LIMIT 1",
    };

    private readonly string cookie;

    private EveryPage(TestBusiness shop, Guid person, string cookie, IReadOnlyList<Place> places) =>
        (Shop, Person, this.cookie, Places) = (shop, person, cookie, places);

    /// <param name="Route">As the page declares it.</param>
    /// <param name="Address">Where it lies.</param>
    /// <param name="Type">The page's component.</param>
    public sealed record Place(string Route, string Address, Type Type);

    public TestBusiness Shop { get; }

    /// <summary>Who looks: its owner.</summary>
    public Guid Person { get; }

    public IReadOnlyList<Place> Places { get; }

    /// <summary>Fills the demonstration and looks up what the addresses need.</summary>
    public static async Task<EveryPage> Of(NiagaApp app)
    {
        await SeedCommand.Fill(app.Services);
        var slug = DemoAccounts.First.Slug;
        var tenant = (
            await app.Services.GetRequiredService<AccessCache>().Find(Platform.Values.Slug.Parse(slug), CancellationToken.None)
        )!.Id;
        var shop = new TestBusiness(app, tenant, default, slug, DemoAccounts.First.Email);
        var person = await shop.Ask<Guid>("SELECT person_id FROM platform.memberships WHERE role = 'owner'");
        await using (var admin = await RowMaker.Connect(app.Database))
        {
            await new RowMaker(await Catalog.Read(admin), admin).FillEveryTable(tenant.Value);
            await admin.Run(
                $"UPDATE privacy.answers SET token_hash = sha256('{Answer}'), expires_at = '2999-01-01' " + $"WHERE tenant_id = '{tenant}'"
            );
        }
        await app.SealPlainRows();
        var now = TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, new(person), now, now);
        var places = new List<Place>();
        foreach (var endpoint in app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not { } component)
                continue;

            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            var address = route;
            foreach (var parameter in endpoint.RoutePattern.Parameters)
            {
                var sql = Ids.FirstOrDefault(i => route.Contains(i.Key, StringComparison.Ordinal)).Value;
                var value = sql is null ? null : await shop.Ask<string>(sql);
                var open = address.IndexOf('{', StringComparison.Ordinal);
                var close = address.IndexOf('}', StringComparison.Ordinal);
                var nobody = address[open..close].Contains(":guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "nobody";
                address = string.Concat(address.AsSpan(0, open), value ?? nobody, address.AsSpan(close + 1));
            }
            var inside =
                endpoint.Metadata.GetMetadata<NeedsAttribute>() is not null
                || endpoint.Metadata.GetMetadata<PublicAccessAttribute>()?.Place == PublicPlace.Business;
            places.Add(new(route, inside ? $"/{slug}{address}" : address, component.Type));
        }
        return new(shop, person, cookie, places);
    }

    /// <summary>Whether pages come from the framework's own renderer from now on: what ours is compared with.</summary>
    public static void ByFramework(NiagaApp app, bool framework) => app.Services.GetRequiredService<PageWriter>().Framework = framework;

    /// <summary>Signs a browser in as the owner.</summary>
    public void GiveTo(System.Net.CookieContainer cookies)
    {
        var parts = cookie.Split('=', 2);
        cookies.Add(new System.Net.Cookie(parts[0], parts[1], "/", "localhost"));
    }

    /// <summary>What its owner's browser sends.</summary>
    public string Cookies => cookie + "; niaga.lang=en";

    /// <summary>The page as its owner's browser gets it.</summary>
    /// <param name="client">A visitor's.</param>
    /// <param name="address">Where it lies.</param>
    /// <param name="trace">A <c>traceparent</c>, or null.</param>
    public async Task<HttpResponseMessage> Get(HttpClient client, string address, string? trace = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Cookie", Cookies);
        if (trace is not null)
            request.Headers.Add("traceparent", trace);
        return await client.SendAsync(request);
    }
}
