using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Disclosures;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Encryption;

/// <summary>
/// Every page, file and GET of the live endpoint table is asked as the owner, and what comes back is searched for the name of every
/// customer and for what was said of one: whoever stands in it was written down by that very request. Each route that shows somebody is
/// then asked again with its declaration gone, with another one, and while no line can be written: nobody stands in the answer. The same of
/// every form and every endpoint that writes (<see cref="WriteWalk"/>).
/// </summary>
public sealed partial class DisclosureWalkTests(DisclosureWalkTests.App app) : IClassFixture<DisclosureWalkTests.App>
{
    private const string Said = "Suka kopi tarik kurang manis";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_shown_who_is_not_written_down()
    {
        var pages = await EveryPage.Of(app);
        var shop = pages.Shop;
        await Say(shop);
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
            Guid[] shown = [.. In(text, named)];
            if (shown.Length == 0)
                continue;

            showing.Add(address);
            var written = await Written(shop, before);
            missed.AddRange(shown.Where(id => !written.Contains(id)).Select(id => $"{address} shows {id}"));
        }
        missed.ShouldBeEmpty();
        showing.Count.ShouldBeGreaterThan(12, string.Join('\n', showing));
        showing.ShouldContain(a => a.EndsWith("/sales.csv", StringComparison.Ordinal));
        showing.ShouldContain(a => a.Contains("sales-by-customer", StringComparison.Ordinal));
        showing.ShouldContain($"/{shop.Slug}/bin");
        await Mutants([.. showing.Select(a => (a, new Func<Task<string>>(() => Begun(pages, client, a))))], named);
        await Writes(pages, named);
    }

    /// <summary>A route that forgot to declare, one that declares somebody else, and a log that takes no line: all fail closed.</summary>
    private async Task Mutants((string Address, Func<Task<string>> Ask)[] showing, IReadOnlyList<(Guid Id, string Text)> named)
    {
        var alive = new List<string>();
        foreach (var mutant in new[] { Undeclared.Gone, Undeclared.Other })
        {
            app.Mutant = mutant;
            await StillShowing(mutant);
        }
        app.Mutant = null;
        await using (var admin = await RowMaker.Connect(app.Database))
        {
            await admin.Run(
                """
                CREATE FUNCTION platform.no_line() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no line''; END';
                CREATE TRIGGER no_line BEFORE INSERT ON platform.audit_entries FOR EACH ROW
                    WHEN (NEW.subject = 'platform.disclosure') EXECUTE FUNCTION platform.no_line();
                """
            );
            await StillShowing("no line");
            await admin.Run("DROP TRIGGER no_line ON platform.audit_entries; DROP FUNCTION platform.no_line()");
        }
        alive.ShouldBeEmpty();

        async Task StillShowing(string mutant)
        {
            foreach (var (address, ask) in showing)
            {
                if (In(await ask(), named).Any())
                    alive.Add($"{mutant}: {address}");
            }
        }
    }

    /// <summary>The answer, or as much of it as came before it broke off.</summary>
    private static async Task<string> Begun(EveryPage pages, HttpClient client, string address)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, address);
        ask.Headers.Add("Cookie", pages.Cookies);
        using var answer = await client.SendAsync(ask, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var read = new MemoryStream();
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(Cancel);
            await stream.CopyToAsync(read, Cancel);
        }
        catch (HttpIOException)
        {
            // A file whose rows did not open is broken off: what came of it is looked at.
        }
        return System.Text.Encoding.UTF8.GetString(read.ToArray());
    }

    private static IEnumerable<Guid> In(string text, IEnumerable<(Guid Id, string Text)> named) =>
        named.Where(n => text.Contains(n.Text, StringComparison.OrdinalIgnoreCase)).Select(n => n.Id).Distinct();

    /// <summary>Of a customer: one comment that stands, and one in the bin.</summary>
    private async Task Say(TestBusiness shop)
    {
        await using (var admin = await RowMaker.Connect(app.Database))
            await admin.Run(
                $"""
                INSERT INTO notes.comments (tenant_id, comment_id, subject, record_id, person_id, text_plain, created_at, removed_at)
                SELECT c.tenant_id, gen_random_uuid(), 'trade.customer', c.customer_id, m.person_id, '{Said}', now(), r.at
                FROM (SELECT tenant_id, customer_id FROM trade.customers WHERE tenant_id = '{shop.Tenant}' AND archived_at IS NULL
                    AND merged_into IS NULL ORDER BY customer_id LIMIT 1) c,
                    (SELECT person_id FROM platform.memberships WHERE tenant_id = '{shop.Tenant}' AND role = 'owner') m,
                    (VALUES (NULL::timestamptz), (now())) r (at)
                """
            );
        await app.SealPlainRows();
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
        declared
            .SelectMany(d => d.Subjects)
            .Distinct()
            .Order()
            .ShouldBe(["imports.import", "platform.business", "privacy.breach", "trade.customer"]);
    }

    /// <summary>Customers by id, with a name that stands in no other word.</summary>
    private static async Task<IReadOnlyList<(Guid Id, string Text)>> Named(TestBusiness shop)
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
            .Select(g => (Guid.Parse(g.Single()[0]), g.Key))
            .Append((await shop.Ask<Guid>("SELECT record_id FROM notes.comments WHERE subject = 'trade.customer' LIMIT 1"), Said))
            .ToArray();
    }

    /// <summary>What can be asked beside pages, with a customer or a sale behind each id.</summary>
    private async Task<IEnumerable<string>> Gets(TestBusiness shop)
    {
        var customer = await shop.Ask<string>("SELECT customer_id::text FROM retail.sale_customers ORDER BY sale_id DESC LIMIT 1");
        var sale = await shop.Ask<string>("SELECT sale_id::text FROM retail.sale_customers ORDER BY sale_id DESC LIMIT 1");
        var token = await shop.Ask<string>($"SELECT public_token FROM retail.sales WHERE sale_id = '{sale}'");
        var name = (await Named(shop)).First(n => n.Id == Guid.Parse(customer)).Text;
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
                "SELECT coalesce(string_agg(subject_id::text, ','), '') FROM platform.looks "
                    + $"WHERE subject = 'trade.customer' AND entry_id::text > '{after}'"
            )
        )
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(Guid.Parse)
            .ToHashSet();

    /// <summary>A site whose routes' declarations a test takes away.</summary>
    public sealed class App : NiagaApp
    {
        /// <summary>One of <see cref="Undeclared"/>; null for the site as it is.</summary>
        internal string? Mutant { get; set; }

        protected override void Replace(IServiceCollection services) => services.AddSingleton<MatcherPolicy>(new Undeclared(this));
    }

    /// <summary>As the request finds its endpoint, what that declares is gone or is of others.</summary>
    private sealed class Undeclared(App app) : MatcherPolicy, IEndpointSelectorPolicy
    {
        public const string Gone = "declares nothing";

        public const string Other = "declares others";

        public override int Order => int.MaxValue;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

        public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
        {
            for (var i = 0; app.Mutant is { } mutant && i < candidates.Count; i++)
            {
                if (!candidates.IsValidCandidate(i) || candidates[i].Endpoint is not RouteEndpoint it)
                    continue;
                var kept = it.Metadata.Where(m => m is not DisclosesAttribute);
                candidates.ReplaceEndpoint(
                    i,
                    new RouteEndpoint(
                        it.RequestDelegate!,
                        it.RoutePattern,
                        it.Order,
                        new(mutant == Other ? kept.Append(new DisclosesAttribute(Purposes.Service, "nobody.known")) : kept),
                        it.DisplayName
                    ),
                    candidates[i].Values
                );
            }
            return Task.CompletedTask;
        }
    }
}
