using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Archives;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Archives;

/// <summary>The owner takes the business's data: asked for, made in the background, fetched for a week, by nobody else.</summary>
public sealed class ArchiveRequestTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Passphrase = ArchiveCraft.Passphrase;

    [Fact]
    public async Task It_is_asked_for_made_fetched_and_gone_after_a_week()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        foreach (var weak in new[] { null, "", "too short", "aaaaaaaaaaaaaaaaaaaaaaaa", new string('x', 201) })
            (await Ask(client, weak)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, weak);
        var id = await Asked(client);
        await Until.True(async () => await State(client, id) == "ready", "the archive is ready", 60);

        using var fetched = await client.GetAsync($"/api/v1/archives/{id}/file");
        fetched.Content.Headers.ContentDisposition!.FileName.ShouldStartWith(shop.Slug);
        var archive = ArchiveCraft.Open(await fetched.Content.ReadAsByteArrayAsync());
        archive["data/platform.businesses.jsonl"].ShouldContain($"Kedai {shop.Slug}");
        // Who took it, and that they took all, is in the log before the first byte; the passphrase is nowhere.
        (
            await shop.Ask<string>(
                $"SELECT string_agg(action, ' ' ORDER BY at) FROM platform.audit_entries WHERE action LIKE 'platform.archive%' "
                    + $"OR (action = 'platform.personal_data_read' AND after LIKE '%{shop.Tenant}%')"
            )
        ).ShouldBe("platform.archive_asked platform.archive_made platform.personal_data_read");
        (await shop.Ask<long>("SELECT count(passphrase) FROM platform.archives")).ShouldBe(0);

        // To another business it is not there, whoever asks; without signing in neither.
        var other = await app.SignUp();
        using var stranger = await other.Client();
        foreach (var path in new[] { "", "/file" })
        {
            (await stranger.GetAsync($"/api/v1/archives/{id}{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await app.NewClient().GetAsync($"/{shop.Slug}/api/v1/archives/{id}{path}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        (await stranger.PostAsync($"/api/v1/archives/{id}/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Another node of the deployment, or this one started again, serves it too.
        await using (var node = await app.AnotherNode())
        {
            using var there = node.NewClient();
            there.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
            (await there.GetAsync($"/api/v1/archives/{id}/file")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        await Sql($"UPDATE platform.archives SET expires_at = now() - interval '1 second' WHERE archive_id = '{id}'", shop.Tenant);
        await Code(await client.GetAsync($"/api/v1/archives/{id}/file"), HttpStatusCode.Gone, "platform.archive_expired");
        (await State(client, id)).ShouldBe("expired");
        // The page offers it no more, and its link says what to do.
        using var browser = await shop.Browser();
        (await browser.GetStringAsync("settings/archive")).ShouldNotContain($"{id}/file");
        using var late = await browser.GetAsync($"api/v1/archives/{id}/file");
        (late.StatusCode, await late.Content.ReadAsStringAsync()).ShouldSatisfyAllConditions(
            a => a.StatusCode.ShouldBe(HttpStatusCode.Gone),
            a => a.Item2.ShouldContain("Ask for a new one")
        );
        app.Services.GetRequiredService<ArchiveStore>().All().ShouldContain((shop.Tenant, id));
        await Clear();
        app.Services.GetRequiredService<ArchiveStore>().All().ShouldNotContain((shop.Tenant, id));
        await Code(await client.GetAsync($"/api/v1/archives/{id}/file"), HttpStatusCode.Gone, "platform.archive_expired");
        await Code(await client.GetAsync($"/api/v1/archives/{Guid.NewGuid()}/file"), HttpStatusCode.NotFound, "platform.not_found");
    }

    [Fact]
    public async Task It_stays_open_while_the_business_is_suspended_and_after_it_has_ended_and_nothing_else_does()
    {
        var shop = await app.SignUp();
        using var browser = await shop.Browser();
        using var client = await shop.Client();
        foreach (var status in new[] { "suspended", "terminated" })
        {
            await Sql($"UPDATE platform.tenants SET status = '{status}' WHERE tenant_id = '{shop.Tenant}'", shop.Tenant);
            var closed = status == "suspended" ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound;
            await Until.True(async () => (await browser.GetAsync("products")).StatusCode == closed, "every node knows");
            (await browser.GetAsync("settings")).StatusCode.ShouldBe(closed);
            (await browser.GetAsync("settings/archive")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await browser.GetAsync("settings/archive/new")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await client.GetAsync("/api/v1/products")).StatusCode.ShouldBe(closed);
            var id = await Asked(client);
            await Until.True(async () => await State(client, id) == "ready", "the archive is ready", 60);
            (await client.GetAsync($"/api/v1/archives/{id}/file")).StatusCode.ShouldBe(HttpStatusCode.OK);
            // Where they choose a business, it leads there.
            (await browser.GetStringAsync($"{app.Address}/businesses")).ShouldContain($"/{shop.Slug}/settings/archive");
        }
    }

    [Fact]
    public async Task A_process_that_dies_in_the_middle_leaves_nothing_to_fetch_and_the_next_begins_anew()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var store = app.Services.GetRequiredService<ArchiveStore>();
        var id = Guid.CreateVersion7();
        await using (var scope = Enter(shop.Tenant))
        {
            var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
            var protector = TakeArchive.Protector(
                scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>(),
                shop.Tenant,
                id
            );
            await session.Begin(CancellationToken.None);
            await session.Execute(
                $"""
                INSERT INTO platform.archives (tenant_id, archive_id, state, asked_by, asked_at, passphrase) VALUES
                ({shop.Tenant.Value}, {id}, 'waiting', {shop.Owner.Value}, now(),
                    {protector.Protect(System.Text.Encoding.UTF8.GetBytes(Passphrase))})
                """,
                CancellationToken.None
            );
            await session.Commit(CancellationToken.None);
        }
        // What a killed process leaves: half a file, and a row that says it is under way.
        await using (var half = store.Create(shop.Tenant, id))
            half.Write(new byte[100_000]);
        await Sql($"UPDATE platform.archives SET state = 'running', rows_done = 7 WHERE archive_id = '{id}'", shop.Tenant);
        await Code(await client.GetAsync($"/api/v1/archives/{id}/file"), HttpStatusCode.Conflict, "platform.archive_not_ready");
        await Code(await Ask(client, Passphrase), HttpStatusCode.Conflict, "platform.archive_under_way");
        await Clear();
        store.All().ShouldContain((shop.Tenant, id));

        await Work(shop.Tenant, id, attempt: 2);
        (await State(client, id)).ShouldBe("ready");
        ArchiveCraft
            .Open(await client.GetByteArrayAsync($"/api/v1/archives/{id}/file"))["data/platform.businesses.jsonl"]
            .ShouldContain($"Kedai {shop.Slug}");
        // Cancelled when it is ready, the file goes; again, and while nothing is left to do, no harm is done.
        for (var i = 0; i < 2; i++)
            (await client.PostAsync($"/api/v1/archives/{id}/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        store.All().ShouldNotContain((shop.Tenant, id));
        await Work(shop.Tenant, id, attempt: 1);
        (await State(client, id)).ShouldBe("cancelled");
        store.All().ShouldNotContain((shop.Tenant, id));

        // One that dies again and again says so.
        await Sql(
            $"UPDATE platform.archives SET state = 'running', ended_at = NULL, passphrase = 'x' WHERE archive_id = '{id}'",
            shop.Tenant
        );
        await Work(shop.Tenant, id, attempt: 5);
        (await State(client, id)).ShouldBe("failed");
    }

    private async Task Work(TenantId tenant, Guid id, int attempt)
    {
        await using var scope = Enter(tenant);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(CancellationToken.None);
        var item = new WorkItem(Guid.NewGuid(), MakeArchive.Kind, attempt, JsonSerializer.Serialize(new MakeArchive.Payload(id)));
        await scope.ServiceProvider.GetRequiredService<MakeArchive>().Handle(item, CancellationToken.None);
        await session.Commit(CancellationToken.None);
    }

    private async Task Clear()
    {
        await using var scope = Enter(TenantId.Platform);
        await scope
            .ServiceProvider.GetRequiredService<ClearArchives>()
            .Handle(new(Guid.NewGuid(), ClearArchives.Kind, 1, "{}"), CancellationToken.None);
    }

    private AsyncServiceScope Enter(TenantId tenant)
    {
        var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        return scope;
    }

    private async Task Sql(string sql, TenantId tenant)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{tenant}', false); {sql}");
    }

    private static Task<HttpResponseMessage> Ask(HttpClient client, string? passphrase) =>
        client.PostAsJsonAsync("/api/v1/archives", new { passphrase });

    private static async Task<Guid> Asked(HttpClient client)
    {
        using var answer = await Ask(client, Passphrase);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task<string?> State(HttpClient client, Guid id) =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/archives/{id}")).GetProperty("state").GetString();

    private static async Task Code(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(status);
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
        }
    }
}
