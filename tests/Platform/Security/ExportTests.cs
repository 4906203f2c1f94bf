using System.Net;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Exports;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Security;

/// <summary>Every export is logged before the data leaves, at every endpoint that exports.</summary>
public sealed class ExportTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public void Every_endpoint_that_answers_with_csv_says_which_event_that_is()
    {
        var endpoints = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().ToArray();
        var csv = endpoints
            .Where(e =>
                e.RoutePattern.RawText is { } route
                    && (
                        route.EndsWith(".csv", StringComparison.Ordinal)
                        || route.EndsWith(".xlsx", StringComparison.Ordinal)
                        || route.EndsWith("/export", StringComparison.Ordinal)
                    )
                || e.Metadata.OfType<IProducesResponseTypeMetadata>().Any(p => p.ContentTypes.Contains("text/csv"))
            )
            .ToArray();
        csv.Length.ShouldBeGreaterThan(3);
        var samples = csv.Where(e => e.Metadata.GetMetadata<HoldsNoData>() is not null).ToArray();
        samples.ShouldAllBe(e => e.RoutePattern.RawText!.Contains("/import-template.", StringComparison.Ordinal));
        csv.Except(samples).Where(e => e.Metadata.GetMetadata<TakesDataOut>() is null).Select(e => e.RoutePattern.RawText).ShouldBeEmpty();
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        endpoints
            .Select(e => e.Metadata.GetMetadata<TakesDataOut>()?.Action)
            .OfType<string>()
            .Distinct()
            .Where(a => !modules.IsSecurityEvent(a))
            .ShouldBeEmpty("not among the security events of any manifest");
    }

    [Theory]
    [InlineData(
        "/products.csv?q=gula&archived=all",
        "retail.products_exported",
        "{\"file\":\"products-{day}.csv\",\"rows\":0,\"filter\":{\"q\":\"gula\",\"archived\":\"all\"}}"
    )]
    [InlineData("/api/v1/products/export", "retail.products_exported", "{\"file\":\"products-{day}.csv\",\"rows\":0}")]
    [InlineData("/sales.xlsx", "retail.sales_exported", "{\"file\":\"sales-{day}.xlsx\",\"rows\":0}")]
    [InlineData("/sales.csv?when=7", "retail.sales_exported", "{\"file\":\"sales-{day}.csv\",\"rows\":0,\"filter\":{\"when\":\"7\"}}")]
    public async Task What_was_taken_stands_in_the_log(string path, string action, string facts)
    {
        var shop = await app.SignUp();
        using var browser = await app.Enter(shop.Email);
        var file = await browser.Get($"/{shop.Slug}{path}");
        file.Status.ShouldBe(HttpStatusCode.OK);
        file.Body.ShouldNotBeEmpty();
        (await shop.Ask<string>($"SELECT after FROM platform.audit_entries WHERE action = '{action}'")).ShouldBe(
            facts.Replace("{day}", $"{MalaysianTime.Day(TimeProvider.System.GetUtcNow()):yyyy-MM-dd}", StringComparison.Ordinal)
        );
        (await shop.Ask<Guid>($"SELECT person_id FROM platform.audit_entries WHERE action = '{action}'")).ShouldBe(shop.Owner.Value);
    }

    [Fact]
    public async Task What_was_refused_or_is_not_there_took_nothing_out()
    {
        var shop = await app.SignUp();
        using var browser = await app.Enter(shop.Email);
        (await browser.Get($"/{shop.Slug}/products.csv?archived=maybe")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Get($"/{shop.Slug}/products/imports/{Guid.CreateVersion7()}/errors.csv")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action LIKE '%exported'")).ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_leaves_where_it_cannot_be_noted()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await using var admin = await app.Connect("postgres");
        await using (
            var shut = new Npgsql.NpgsqlCommand(
                $"""
                ALTER TABLE platform.audit_entries ADD CONSTRAINT no_more CHECK (tenant_id <> '{shop.Tenant}'
                OR action <> 'retail.products_exported') NOT VALID
                """,
                admin
            )
        )
            await shut.ExecuteNonQueryAsync();
        using var answer = await client.GetAsync("/api/v1/products/export");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("SKU");
    }
}
