using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Tenancy;

/// <summary>A business is where its address says, and nowhere else.</summary>
public sealed class AddressTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Of_twenty_who_want_one_address_at_once_one_gets_it()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => SignUp("kedai-rebut", $"rebut{i}@example.my")));
        outcomes.Count(o => o.Refusal is null).ShouldBe(1);
        outcomes.Where(o => o.Refusal is not null).Select(o => o.Refusal!.Code).Distinct().ShouldBe(["platform.slug_taken"]);
    }

    [Fact]
    public async Task A_capital_as_phones_begin_a_line_with_leads_to_the_business_and_tells_nothing_of_it()
    {
        var shop = await app.SignUp();
        using var visitor = app.NewClient();
        foreach (var slug in new[] { shop.Slug, "kedai-yang-tiada" })
        {
            using var answer = await visitor.GetAsync($"/{char.ToUpperInvariant(slug[0])}{slug[1..]}/stock/laporan%20baru?q=a%20b");
            answer.StatusCode.ShouldBe(HttpStatusCode.Found);
            answer.Headers.Location!.OriginalString.ShouldBe($"/{slug}/stock/laporan%20baru?q=a%20b");
        }
        using var posted = await visitor.PostAsync($"/{shop.Slug.ToUpperInvariant()}/sign-out", null);
        posted.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("admin", "platform.slug_reserved")]
    [InlineData("api", "platform.slug_reserved")]
    [InlineData("sign-in", "platform.slug_reserved")]
    [InlineData("niaga-platform", "platform.slug_reserved")]
    [InlineData("Kedai", "platform.slug_invalid")]
    [InlineData("a", "platform.slug_invalid")]
    [InlineData("kedai--dua", "platform.slug_invalid")]
    [InlineData("../etc", "platform.slug_invalid")]
    public async Task Reserved_and_malformed_addresses_are_refused(string slug, string code) =>
        (await SignUp(slug, "lain@example.my")).Refusal!.All.Select(r => r.Code).ShouldContain(code);

    [Fact]
    public void No_business_may_have_the_address_of_a_route()
    {
        var open = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e =>
                e.Metadata.GetMetadata<Contract.NeedsAttribute>() is null
                || e.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal)
            )
            .Where(e => e.Metadata.GetMetadata<Contract.PublicAccessAttribute>() is not { Place: Contract.PublicPlace.Business })
            .Select(e => e.RoutePattern.PathSegments is [{ Parts: [RoutePatternLiteralPart literal] }, ..] ? literal.Content : null)
            .OfType<string>()
            .Distinct()
            .Where(s => Slug.TryParse(s, out _) && !ReservedSlugs.Contains(s));
        open.ShouldBeEmpty("First segments of routes that a business could take as its address.");
    }

    [Fact]
    public async Task Two_businesses_in_path_and_host_never_mix_though_asked_at_once()
    {
        var shops = new[] { await app.SignUp(), await app.SignUp() };
        var clients = new[] { await shops[0].Client(), await shops[1].Client() };
        var port = new Uri(app.Address).Port;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, cancel) =>
            {
                var (shop, client) = (shops[i % 2], clients[i % 2]);
                using var request = (i / 2 % 3) switch
                {
                    0 => new HttpRequestMessage(HttpMethod.Get, "/api/v1/business"),
                    1 => new HttpRequestMessage(HttpMethod.Get, $"/{shop.Slug}/api/v1/business"),
                    _ => new HttpRequestMessage(HttpMethod.Get, "/api/v1/business")
                    {
                        Headers = { Host = $"{shop.Slug}.localhost:{port}" },
                    },
                };
                using var answer = await client.SendAsync(request, cancel);
                using var business = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancel));
                business.RootElement.GetProperty("slug").GetString().ShouldBe(shop.Slug);
            }
        );
    }

    [Fact]
    public async Task Anothers_address_answers_a_token_as_an_address_that_nobody_has()
    {
        var (mine, theirs) = (await app.SignUp(), await app.SignUp());
        using var client = await mine.Client();
        var port = new Uri(app.Address).Port;
        var answers = new List<(HttpStatusCode, string)>();
        foreach (var slug in new[] { theirs.Slug, "kedai-entah" })
        {
            foreach (var host in new[] { false, true })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, host ? "/api/v1/business" : $"/{slug}/api/v1/business");
                if (host)
                    request.Headers.Host = $"{slug}.localhost:{port}";
                using var answer = await client.SendAsync(request);
                answers.Add((answer.StatusCode, await LifecycleTests.Code(answer)));
            }
        }
        answers.Distinct().ShouldBe([(HttpStatusCode.NotFound, "platform.not_found")]);
    }

    [Fact]
    public async Task A_method_nobody_answers_is_told_so_and_is_no_failure()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/business");
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await LifecycleTests.Code(answer)).ShouldBe("platform.method_not_allowed");
        using var visitor = app.NewClient();
        using var form = new FormUrlEncodedContent([]);
        (await visitor.PostAsync("/tiada-di-sini/langsung", form)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<Outcome<Niaga.Identity.Accounts.SignUp.Welcome>> SignUp(string slug, string email)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(TenantId.New(), null, []);
        return await Niaga.Identity.Accounts.SignUp.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new("Kedai", slug, "retail.grocery", "10", "Siti", email, TestBusiness.Password, true, "en"),
            CancellationToken.None
        );
    }
}
