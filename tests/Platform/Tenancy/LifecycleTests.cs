using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Tenancy;

/// <summary>pending → active ⇄ suspended → terminated: kept by the database, felt at once, written down.</summary>
public sealed class LifecycleTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Sign_up_ends_active_and_is_audited()
    {
        var shop = await app.SignUp();
        (await shop.Ask<string>($"SELECT status FROM platform.tenants WHERE tenant_id = '{shop.Tenant}'")).ShouldBe("active");
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.business_signed_up'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("active", "pending")]
    [InlineData("suspended", "pending")]
    [InlineData("terminated", "active")]
    [InlineData("terminated", "suspended")]
    [InlineData("terminated", "pending")]
    [InlineData("active", "dormant")]
    public async Task The_database_itself_refuses_any_other_way(string from, string to)
    {
        var shop = await app.SignUp();
        if (from != "active")
            await Sql(shop, $"UPDATE platform.tenants SET status = '{from}' WHERE tenant_id = '{shop.Tenant}'");
        (
            await Should.ThrowAsync<PostgresException>(() =>
                Sql(shop, $"UPDATE platform.tenants SET status = '{to}' WHERE tenant_id = '{shop.Tenant}'")
            )
        ).SqlState.ShouldBe("23514");
        (await shop.Ask<string>($"SELECT status FROM platform.tenants WHERE tenant_id = '{shop.Tenant}'")).ShouldBe(from);
    }

    [Fact]
    public async Task A_tenant_begins_pending()
    {
        var id = Guid.CreateVersion7();
        await using var connection = await app.Connect();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = id.ToString() } } },
                new(
                    $"""
                    INSERT INTO platform.tenants (tenant_id, slug, status, created_at, changed_at)
                    VALUES ('{id}', 'kedai-terus', 'active', now(), now())
                    """
                ),
            },
        };
        (await Should.ThrowAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("tenants_lifecycle");
    }

    [Fact]
    public async Task A_suspended_business_is_told_so_a_resumed_one_works_again_a_terminated_one_is_gone()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (await client.GetAsync("/api/v1/business")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Change(shop, "suspended")).Refusal.ShouldBeNull();
        await Until.True(
            async () => (await client.GetAsync("/api/v1/business")).StatusCode == HttpStatusCode.Forbidden,
            "suspension is felt",
            3
        );
        (await Code(await client.GetAsync("/api/v1/business"))).ShouldBe("platform.suspended");
        using var visitor = app.NewClient();
        var token = await visitor.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = shop.Email,
                password = TestBusiness.Password,
                business = shop.Slug,
            }
        );
        token.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await Change(shop, "active")).Refusal.ShouldBeNull();
        await Until.True(async () => (await client.GetAsync("/api/v1/business")).StatusCode == HttpStatusCode.OK, "it is back", 3);

        (await Change(shop, "terminated")).Refusal.ShouldBeNull();
        await Until.True(async () => (await client.GetAsync("/api/v1/business")).StatusCode == HttpStatusCode.NotFound, "it is gone", 3);
        (await Change(shop, "active")).Refusal!.Code.ShouldBe("platform.no_such_transition");
        (
            await shop.Ask<string>(
                """
                SELECT string_agg((after::json)->>'status', ' ' ORDER BY entry_id) FROM platform.audit_entries
                WHERE action = 'platform.business_status_changed'
                """
            )
        ).ShouldBe("suspended active terminated");
    }

    [Fact]
    public async Task Only_the_operator_changes_a_status_and_says_why()
    {
        var shop = await app.SignUp();
        await using (var scope = shop.Act())
        {
            (
                await ChangeTenantStatus.Do(
                    scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                    new("suspended", "because"),
                    CancellationToken.None
                )
            ).Refusal!.Code.ShouldBe("platform.forbidden");
        }
        (await Change(shop, "suspended", reason: " ")).Refusal!.Code.ShouldBe("platform.required");
        (await Change(shop, "pending")).Refusal!.Code.ShouldBe("platform.invalid");
    }

    internal static async Task<string> Code(HttpResponseMessage response)
    {
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("code").GetString()!;
    }

    private async Task<Outcome<Done>> Change(TestBusiness shop, string to, string reason = "because")
    {
        await using var scope = app.Services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(shop.Tenant, null, []);
        caller.SetOrigin(Origin.Operator);
        return await ChangeTenantStatus.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new(to, reason),
            CancellationToken.None
        );
    }

    private async Task Sql(TestBusiness shop, string sql)
    {
        await using var connection = await app.Connect();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } },
                new(sql),
            },
        };
        await batch.ExecuteNonQueryAsync();
    }
}
