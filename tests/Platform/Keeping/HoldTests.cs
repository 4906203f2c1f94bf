using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Keeping;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keeping;

/// <summary>What is held stays, however old, and goes once it is released.</summary>
public sealed class HoldTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Why = "Claim 12 of 2026 at the High Court.";

    private Purge Purge => app.Services.GetRequiredService<Purge>();

    [Fact]
    public async Task Nothing_is_destroyed_after_a_hold_is_confirmed_however_they_meet()
    {
        var shop = await app.SignUp();
        await using var admin = await RowMaker.Connect(app.Database);
        const int rounds = 1000;
        await admin.Run(
            $"""
            INSERT INTO notes.comments (tenant_id, comment_id, subject, record_id, person_id, text, created_at, removed_at)
            SELECT '{shop.Tenant}', gen_random_uuid(), 'retail.product', gen_random_uuid(), '{shop.Owner}', 'x', '2020-01-01', '2020-01-01'
            FROM generate_series(1, {rounds})
            """
        );
        var rows = (await admin.Rows($"SELECT comment_id::text FROM notes.comments WHERE tenant_id = '{shop.Tenant}' ORDER BY 1"))
            .Select(r => Guid.Parse(r[0]!))
            .ToArray();
        // A transaction for each row, and for each a hold that comes before it, with it or after it.
        var slow = ActivatorUtilities.CreateInstance<Purge>(app.Services);
        slow.BatchSize = 1;
        var purging = Task.Run(() => slow.Work(shop.Tenant, new(2027, 1, 1), int.MaxValue, CancellationToken.None));
        var (kept, gone, next) = (0, 0, rounds);
        var held = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        // From the end to where the purge is: they meet.
                        while (Interlocked.Decrement(ref next) is >= 0 and var at)
                        {
                            await using var scope = shop.Act();
                            var hold = await PlaceHold.Do(
                                scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                                new("record", null, "notes.comments", rows[at].ToString(), Why, null),
                                CancellationToken.None
                            );
                            if (
                                hold.Refusal is null
                                && await shop.Ask<long>($"SELECT count(*) FROM notes.comments WHERE comment_id = '{rows[at]}'") == 1
                            )
                                held.Add(rows[at]);
                        }
                    })
                )
        );
        (await purging).ShouldBeTrue();
        var left = (await admin.Rows($"SELECT comment_id::text FROM notes.comments WHERE tenant_id = '{shop.Tenant}'"))
            .Select(r => Guid.Parse(r[0]!))
            .ToHashSet();
        held.Where(h => !left.Contains(h)).ShouldBeEmpty("it was held");
        (kept, gone) = (left.Count, rounds - left.Count);
        (await shop.Ask<long>("SELECT count(*) FROM platform.deletion_ledger WHERE tbl = 'notes.comments'")).ShouldBe(gone);
        kept.ShouldBeGreaterThan(0);
        gone.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_hold_of_a_customer_keeps_their_sales_and_releasing_it_queues_what_was_due()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await using var admin = await RowMaker.Connect(app.Database);
        await new RowMaker(await Catalog.Read(admin), admin).FillEveryTable(shop.Tenant.Value);
        await admin.Run($"DELETE FROM platform.purge_counts WHERE tenant_id = '{shop.Tenant}'");
        await admin.Run($"DELETE FROM retail.reversal_lines WHERE tenant_id = '{shop.Tenant}'");
        await admin.Run($"DELETE FROM retail.reversal_payments WHERE tenant_id = '{shop.Tenant}'");
        await admin.Run($"DELETE FROM retail.reversals WHERE tenant_id = '{shop.Tenant}'");
        var customer = await shop.Ask<Guid>("SELECT customer_id FROM retail.sale_customers");
        var answer = await client.PostAsJsonAsync(
            "/api/v1/holds",
            new
            {
                scope = "record",
                table = "trade.customers",
                record = $"https://niaga.my/kedai/customers/{customer}/edit",
                reason = Why,
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        await Purge.Work(shop.Tenant, new(2040, 1, 1), int.MaxValue, CancellationToken.None);
        (await shop.Ask<long>("SELECT count(*) FROM retail.sales")).ShouldBe(1);
        (await shop.Ask<long>("SELECT held FROM platform.purge_counts WHERE tbl = 'retail.sales'")).ShouldBe(1);

        var hold = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await client.PostAsync($"/api/v1/holds/{hold}/release", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.PostAsync($"/api/v1/holds/{hold}/release", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE kind = 'platform.purge'")).ShouldBe(1);
        await Purge.Work(shop.Tenant, new(2040, 1, 2), int.MaxValue, CancellationToken.None);
        (await shop.Ask<long>("SELECT count(*) FROM retail.sales")).ShouldBe(0);
        (await shop.Ask<long>("SELECT count(DISTINCT run_id) FROM platform.deletion_ledger")).ShouldBe(3, "a line of its own");
    }

    [Fact]
    public async Task What_is_wrong_with_a_hold_is_said_and_an_owner_sets_releases_and_reads_certificates_on_pages()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        foreach (
            var (body, code) in new (object, string)[]
            {
                (new { scope = "all", reason = Why }, "platform.invalid"),
                (
                    new
                    {
                        scope = "class",
                        @class = "x",
                        reason = Why,
                    },
                    "platform.invalid"
                ),
                (
                    new
                    {
                        scope = "table",
                        table = "platform.tenants",
                        reason = Why,
                    },
                    "platform.invalid"
                ),
                (
                    new
                    {
                        scope = "record",
                        table = "retail.products",
                        record = Guid.NewGuid().ToString(),
                        reason = Why,
                    },
                    "platform.hold_record_unknown"
                ),
                (new { scope = "business", reason = "why" }, "platform.hold_reason_short"),
                (
                    new
                    {
                        scope = "business",
                        reason = Why,
                        until = "2020-01-01",
                    },
                    "platform.hold_over"
                ),
                (
                    new
                    {
                        scope = "business",
                        reason = Why,
                        until = "soon",
                    },
                    "platform.malformed_day"
                ),
            }
        )
        {
            var refused = await client.PostAsJsonAsync("/api/v1/holds", body);
            (await refused.Content.ReadAsStringAsync()).ShouldContain($"\"{code}\"");
        }
        await using var admin = await RowMaker.Connect(app.Database);
        await Comment(admin, shop, "2020-01-01");
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var page = await owner.Get($"/{shop.Slug}/settings/keeping/holds/new");
        (await owner.Post(page, "hold", ("Form.Scope", "class"), ("Form.Class", "deleted"))).ErrorOf("Reason").ShouldNotBeNull();
        (await owner.Post(page, "hold", ("Form.Scope", "class"), ("Form.Class", "deleted"), ("Form.Reason", Why))).Status.ShouldBe(
            HttpStatusCode.Found
        );
        var holds = await owner.Get($"/{shop.Slug}/settings/keeping/holds");
        holds.Text.ShouldContain(Why);
        await Purge.Work(shop.Tenant, new(2027, 1, 1), int.MaxValue, CancellationToken.None);
        (await owner.Get($"/{shop.Slug}/settings/keeping/certificates")).Text.ShouldContain("Nothing was destroyed yet");

        var hold = await shop.Ask<Guid>("SELECT hold_id FROM platform.legal_holds");
        (await owner.Post(holds, $"release-{hold}")).Status.ShouldBe(HttpStatusCode.Found);
        await Until.True(
            async () => (await owner.Get($"/{shop.Slug}/settings/keeping/certificates")).Text.Contains("Certificate 1"),
            "releasing queued the purge, and it left its certificate"
        );
        var run = await shop.Ask<Guid>("SELECT run_id FROM platform.purge_runs");
        var path = $"/{shop.Slug}/settings/keeping/certificates/{run}";
        (await owner.Get(path)).Text.ShouldContain("The signature holds, and the ledger says the same.");
        (await owner.Get(path + "/file")).Body.ShouldStartWith("%PDF");
        await admin.Run(
            $"UPDATE platform.deletion_ledger SET key_hash = '\\x000102030405060708090a0b0c0d0e0f' WHERE tenant_id = '{shop.Tenant}'"
        );
        (await owner.Get(path)).Text.ShouldContain("Ledger changed");
        await admin.Run(
            $"UPDATE platform.purge_runs SET certificate = replace(certificate, '\"Purged\":1', '\"Purged\":2') WHERE run_id = '{run}'"
        );
        (await owner.Get(path)).Text.ShouldContain("Signature wrong");
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action LIKE 'platform.hold_%'")).ShouldBe(2);
    }

    private static Task Comment(Npgsql.NpgsqlConnection admin, TestBusiness shop, string removed) =>
        admin.Run(
            $"""
            INSERT INTO notes.comments (tenant_id, comment_id, subject, record_id, person_id, text, created_at, removed_at)
            VALUES ('{shop.Tenant}', gen_random_uuid(), 'retail.product', gen_random_uuid(), '{shop.Owner}', 'x', '{removed}', '{removed}')
            """
        );

    private static async Task<Guid> Place(TestBusiness shop, PlaceHold.Input input)
    {
        await using var scope = shop.Act();
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        return (await PlaceHold.Do(runner, input, CancellationToken.None)).Value;
    }
}
