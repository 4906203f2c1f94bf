using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Signing;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keeping;

/// <summary>What is due goes, on its day and whole; what is not stays; and both can be proven.</summary>
public sealed class PurgeTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static readonly DateOnly Late = new(2060, 1, 1);

    private Purge Purge => app.Services.GetRequiredService<Purge>();

    [Fact]
    public async Task Of_every_table_a_row_is_due_on_its_day_and_not_on_the_day_before()
    {
        var shop = await Filled();
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{shop.Tenant}', false), set_config('app.branches', '*', false)");
        var tables = await Purge.Tables(CancellationToken.None);
        var ended = tables.Rules.Where(r => r.Event is null).ToArray();
        var dated = tables.Rules.Except(ended).ToArray();
        dated.Length.ShouldBeGreaterThan(15);
        ended.Length.ShouldBeGreaterThan(30);
        foreach (var rule in dated)
        foreach (var (moment, day) in new[] { ("2026-12-31 15:59:59.999+00", "2026-12-31"), ("2026-12-31 16:00:00+00", "2027-01-01") })
        {
            // In a transaction that is thrown away, without what else the table checks.
            await using var transaction = await admin.BeginTransactionAsync();
            await admin.Run("SET LOCAL session_replication_role = replica");
            await admin.Run($"DELETE FROM {rule.Table.Name} r WHERE tenant_id = '{shop.Tenant}' AND ({rule.Event}) IS NULL");
            var column = rule.Event!.All(c => char.IsAsciiLetterLower(c) || c == '_') ? rule.Event : null;
            if (column is not null)
            {
                var value = rule.IsDay ? day : moment;
                try
                {
                    await transaction.SaveAsync("attempt");
                    await admin.Run($"UPDATE {rule.Table.Name} SET {column} = '{value}' WHERE tenant_id = '{shop.Tenant}'");
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
                {
                    await transaction.RollbackAsync("attempt");
                }
            }
            var events = (
                await admin.Rows(
                    $"""
                    SELECT ((({rule.Event})::timestamptz AT TIME ZONE 'Asia/Kuala_Lumpur')::date)::text, ({rule.Event})::date::text
                    FROM {rule.Table.Name} WHERE tenant_id = '{shop.Tenant}' AND ({rule.Event}) IS NOT NULL ORDER BY 1 LIMIT 1
                    """
                )
            ).SingleOrDefault();
            if (events is null)
                continue;

            var happened = Day(rule.IsDay ? events[1]! : events[0]!);
            foreach (var period in new[] { rule.Class.Floor, rule.Class.Usual, rule.Class.Most })
            {
                var due = rule.Class.DueOn(happened, period);
                (await Count(admin, tables, rule, shop, due.AddDays(-1), period)).ShouldBe(0, $"{rule.Table.Name} {rule.Event} {due}");
                (await Count(admin, tables, rule, shop, due, period)).ShouldBeGreaterThan(0, $"{rule.Table.Name} {rule.Event} {due}");
            }
            await transaction.RollbackAsync();
        }
    }

    [Fact]
    public async Task All_that_is_due_goes_with_its_lines_its_files_and_a_certificate_that_adds_up_and_nobody_elses()
    {
        var (shop, other) = (await Filled(), await Filled());
        var others = await Rows(other);
        await Finish(shop, Late);

        var left = await Rows(shop);
        foreach (var gone in new[] { "retail.sales", "retail.sale_lines", "retail.reversals", "trade.stock_movements", "imports.imports" })
            left[gone].ShouldBe(0, gone);
        left["platform.audit_entries"].ShouldBeGreaterThan(0, "the log is a chain");
        left["retail.products"].ShouldBeGreaterThan(0, "the business has not ended");
        (await Rows(other)).ShouldBe(others);

        (
            await shop.Ask<long>(
                "SELECT count(*) FROM platform.purge_counts WHERE NOT closed OR listed <> purged + held + needed + changed"
            )
        ).ShouldBe(0);
        (await shop.Ask<long>("SELECT coalesce(sum(abs(changed)), 0)::bigint FROM platform.purge_counts")).ShouldBe(0);
        (await shop.Ask<long>("SELECT sum(purged)::bigint FROM platform.purge_counts")).ShouldBe(
            await shop.Ask<long>("SELECT count(*) FROM platform.deletion_ledger")
        );
        var text = await shop.Ask<string>("SELECT certificate FROM platform.purge_runs WHERE number = 1");
        var key = app.Services.GetRequiredService<SigningKey>();
        var signature = await shop.Ask<byte[]>("SELECT signature FROM platform.purge_runs WHERE number = 1");
        key.Holds(text, signature, key.Id).ShouldBe(true);
        key.Holds(text.Replace("\"Certificate\":1", "\"Certificate\":2"), signature, key.Id).ShouldBe(false);
        key.Holds(text, signature, "0000000000000000").ShouldBeNull();
        JsonDocument
            .Parse(text)
            .RootElement.GetProperty("Counts")
            .EnumerateArray()
            .ShouldContain(c => c.GetProperty("Table").GetString() == "retail.sales" && c.GetProperty("Class").GetString() == "accounting");
        var outside = app.Services.GetRequiredService<DeletionLedger>();
        outside.Unconfirmed(shop.Tenant).ShouldBeEmpty();
        outside
            .Destroyed(shop.Tenant)
            .Sum(t => t.Value.Count)
            .ShouldBe((int)await shop.Ask<long>("SELECT count(*) FROM platform.deletion_ledger"));

        await Finish(shop, Late);
        (await shop.Ask<long>("SELECT count(*) FROM platform.purge_runs")).ShouldBe(1, "nothing is due twice");
    }

    [Fact]
    public async Task Nobody_deletes_a_sale_but_the_purge_with_a_line_for_each()
    {
        var shop = await Filled();
        await Refused(shop, "DELETE FROM retail.sales");
        await Refused(
            shop,
            "SELECT set_config('app.purging', gen_random_uuid() || ' ' || gen_random_uuid(), true)",
            "DELETE FROM retail.sale_customers"
        );
        (await shop.Ask<long>("SELECT count(*) FROM retail.sale_customers")).ShouldBe(1);
        await Refused(shop, "DELETE FROM platform.deletion_ledger");
        await Refused(shop, "DELETE FROM platform.audit_entries");
    }

    [Fact]
    public async Task What_lies_in_the_bin_goes_on_its_day_and_comes_back_until_then()
    {
        var shop = await app.SignUp();
        await using var admin = await RowMaker.Connect(app.Database);
        foreach (
            var (text, removed) in new[] { ("stays", "NULL"), ("goes", "'2027-01-01 23:59:59+08'"), ("back", "'2027-01-01 09:00+08'") }
        )
        {
            await admin.Run(
                $"""
                INSERT INTO notes.comments (tenant_id, comment_id, subject, record_id, person_id, text, created_at, removed_at)
                VALUES ('{shop.Tenant}', gen_random_uuid(), 'retail.product', gen_random_uuid(), '{shop.Owner}', '{text}', now(), {removed})
                """
            );
        }
        await Finish(shop, new(2027, 3, 31));
        (await Comments(shop)).ShouldBe("back goes stays");
        await admin.Run($"UPDATE notes.comments SET removed_at = NULL WHERE tenant_id = '{shop.Tenant}' AND text = 'back'");
        await Finish(shop, new(2027, 4, 1));
        (await Comments(shop)).ShouldBe("back stays");
    }

    [Fact]
    public async Task The_bin_shows_what_was_deleted_by_whom_and_until_when_and_brings_it_back()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var made = await client.PostAsJsonAsync("/api/v1/products", new { name = "Milo", price = "12.50" });
        var product = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var said = await client.PostAsJsonAsync($"/api/v1/products/{product}/notes", new { text = "Ask for a better price" });
        var comment = await shop.Ask<Guid>("SELECT comment_id FROM notes.comments");
        (await client.DeleteAsync($"/api/v1/products/{product}/notes/{comment}")).EnsureSuccessStatusCode();

        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var bin = await owner.Get($"/{shop.Slug}/bin?q=better");
        bin.Text.ShouldContain("Ask for a better price");
        bin.Text.ShouldContain("Siti Owner");
        var goes = MalaysianTime.Day(TimeProvider.System.GetUtcNow()).AddDays(90);
        bin.Text.ShouldContain(MalaysianTime.Show(goes, Language.English));
        (await owner.Get($"/{shop.Slug}/bin?q=nothing-like-it")).Text.ShouldNotContain("Ask for a better price");

        using var cashier = new Browser(app);
        await cashier.SignIn((await app.Hire(shop, "staff")).Email);
        (await cashier.Get($"/{shop.Slug}/bin")).Text.ShouldNotContain("Ask for a better price", customMessage: "another's");

        await owner.Post(bin, $"restore-{comment}");
        (await shop.Ask<long>("SELECT count(*) FROM notes.comments WHERE removed_at IS NULL")).ShouldBe(1);
        (await owner.Get($"/{shop.Slug}/bin")).Text.ShouldContain("The bin is empty");
    }

    [Fact]
    public async Task What_a_restore_brings_back_is_destroyed_again_and_nothing_else()
    {
        var shop = await app.SignUp();
        await using var admin = await RowMaker.Connect(app.Database);
        var (gone, stays) = (Guid.NewGuid(), Guid.NewGuid());
        Task Write(Guid id, string removed) =>
            admin.Run(
                $"""
                INSERT INTO notes.comments (tenant_id, comment_id, subject, record_id, person_id, text, created_at, removed_at)
                VALUES ('{shop.Tenant}', '{id}', 'retail.product', gen_random_uuid(), '{shop.Owner}', 'x', '2020-01-01', {removed})
                """
            );
        await Write(gone, "'2026-01-01'");
        await Write(stays, "NULL");
        await Finish(shop, new(2026, 6, 1));
        (await shop.Ask<long>("SELECT count(*) FROM notes.comments")).ShouldBe(1);
        // As it was in the backup: not deleted yet, so that no date would take it away.
        await Write(gone, "NULL");
        var again = app.Services.GetRequiredService<PurgeAgain>();
        (await again.Apply(shop.Tenant, CancellationToken.None)).ShouldBe(new(1, 0));
        (await shop.Ask<Guid>("SELECT comment_id FROM notes.comments")).ShouldBe(stays);
        (await shop.Ask<string>("SELECT certificate FROM platform.purge_runs WHERE number = 2")).ShouldContain("\"Kind\":\"again\"");
        (await again.Apply(shop.Tenant, CancellationToken.None)).ShouldBe(default);
        (await shop.Ask<long>("SELECT count(*) FROM platform.purge_runs WHERE finished_at IS NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_business_that_ended_all_without_a_floor_goes_after_its_grace_and_the_rest_in_its_own_time()
    {
        var shop = await app.SignUp();
        System.Net.Http.Headers.AuthenticationHeaderValue key;
        using (var client = await shop.Client())
        {
            (await client.GetAsync("/api/v1/products")).EnsureSuccessStatusCode();
            key = client.DefaultRequestHeaders.Authorization!;
        }
        await Fill(shop);
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"UPDATE platform.tenants SET status = 'terminated', changed_at = '2027-01-10 23:00+08' WHERE tenant_id = '{shop.Tenant}'"
        );
        await Finish(shop, new(2027, 4, 9));
        (await Rows(shop))["platform.memberships"].ShouldBe(1);
        await Finish(shop, new(2027, 4, 10));
        var left = await Rows(shop);
        var counted = await shop.Ask<string>(
            "SELECT string_agg(concat_ws(' ', tbl, listed, purged, needed), '; ') FROM platform.purge_counts WHERE purged < listed"
        );
        foreach (var gone in new[] { "platform.memberships", "platform.businesses", "notes.comments", "platform.saved_views" })
            left[gone].ShouldBe(0, $"{gone}; {counted}");
        left["retail.sales"].ShouldBe(1, "seven years are not over");
        left["retail.products"].ShouldBe(1, "the sale's line names it");
        (
            await shop.Ask<long>("SELECT count(*) FROM platform.purge_counts WHERE closed AND listed <> purged + held + needed + changed")
        ).ShouldBe(0);
        // Sealed: nobody comes in by a key, and no member is left to sign in.
        using var locked = app.NewClient();
        locked.DefaultRequestHeaders.Authorization = key;
        (await locked.GetAsync("/api/v1/products")).IsSuccessStatusCode.ShouldBeFalse();

        await Finish(shop, Late);
        var tables = (await Purge.Tables(CancellationToken.None)).Tables;
        (await Rows(shop))
            .Where(t => t.Value > 0 && tables[t.Key].Declared is { KeptBecause: null, Retention: not Retention.Working })
            .Select(t => $"{t.Key} {t.Value}")
            .ShouldBeEmpty("when the last floor is over nothing is left but the log and the proofs");
    }

    [Fact]
    public async Task A_purge_that_dies_between_two_transactions_goes_on_and_says_the_same_in_the_end()
    {
        var shop = await Filled();
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            INSERT INTO platform.notifications (tenant_id, notification_id, kind, subject, told_at)
            SELECT '{shop.Tenant}', gen_random_uuid(), 'retail.low_stock', 'x' || n, '2020-01-01'
            FROM generate_series(1, 2500) n;
            ANALYZE platform.notifications
            """
        );
        await FindsRowsByTheirKeys(shop, "platform.notifications");
        var dying = ActivatorUtilities.CreateInstance<Purge>(app.Services);
        var batches = 0;
        dying.BetweenBatches = () => ++batches % 2 == 0 ? throw new OperationCanceledException() : Task.CompletedTask;
        var deaths = 0;
        for (var done = false; !done; )
        {
            try
            {
                done = await dying.Work(shop.Tenant, new(2027, 1, 1), int.MaxValue, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                deaths++;
            }
        }
        deaths.ShouldBeGreaterThan(0);
        (await shop.Ask<long>("SELECT count(*) FROM platform.purge_runs")).ShouldBe(1);
        (await shop.Ask<long>("SELECT sum(purged)::bigint FROM platform.purge_counts WHERE tbl = 'platform.notifications'")).ShouldBe(2500);
        (
            await shop.Ask<long>("SELECT max(n) FROM (SELECT count(*) n FROM platform.deletion_ledger GROUP BY batch) b")
        ).ShouldBeLessThanOrEqualTo(1000);
        (await shop.Ask<long>("SELECT sum(purged)::bigint FROM platform.purge_counts")).ShouldBe(
            await shop.Ask<long>("SELECT count(*) FROM platform.deletion_ledger")
        );
    }

    /// <summary>Behind row-level security a leaky cast keeps a statement from the key's index: each batch would read the table.</summary>
    private async Task FindsRowsByTheirKeys(TestBusiness shop, string table)
    {
        await using var scope = shop.Act();
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(CancellationToken.None);
        await session.Execute($"SELECT set_config('enable_hashjoin', 'off', true)", CancellationToken.None);
        var plan = await session.Rows(
            "EXPLAIN " + PurgeSql.Delete((await Purge.Tables(CancellationToken.None)).Tables[table]),
            [shop.Tenant.Value, new[] { Guid.NewGuid().ToString(), Guid.NewGuid().ToString() }],
            row => row.GetString(0),
            CancellationToken.None
        );
        plan.ShouldContain(l => l.Contains("Index Cond", StringComparison.Ordinal) && l.Contains("k.k0", StringComparison.Ordinal));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<TestBusiness> Filled()
    {
        var shop = await app.SignUp();
        await Fill(shop);
        return shop;
    }

    private async Task Fill(TestBusiness shop)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await new RowMaker(await Catalog.Read(admin), admin).FillEveryTable(shop.Tenant.Value);
        // What row makers make up of purges is none.
        await admin.Run(
            $"""
            DELETE FROM platform.deletion_ledger WHERE tenant_id = '{shop.Tenant}';
            DELETE FROM platform.purge_counts WHERE tenant_id = '{shop.Tenant}';
            DELETE FROM platform.purge_runs WHERE tenant_id = '{shop.Tenant}';
            DELETE FROM platform.legal_holds WHERE tenant_id = '{shop.Tenant}';
            DELETE FROM platform.retention_periods WHERE tenant_id = '{shop.Tenant}'
            """
        );
    }

    private async Task Finish(TestBusiness shop, DateOnly day) =>
        (await Purge.Work(shop.Tenant, day, int.MaxValue, CancellationToken.None)).ShouldBeTrue();

    private static async Task<long> Count(
        NpgsqlConnection admin,
        KeptTables tables,
        PurgeRule rule,
        TestBusiness shop,
        DateOnly day,
        int period
    )
    {
        var sql = new PurgeSql(tables, rule);
        await using var command = new NpgsqlCommand(sql.Count, admin);
        command.Parameters.AddWithValue(shop.Tenant.Value);
        command.Parameters.AddWithValue(sql.Until(rule.Class.LastDue(day, period)));
        command.Parameters.AddWithValue(day);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task<string> Comments(TestBusiness shop) =>
        shop.Ask<string>("SELECT string_agg(convert_from(text, 'UTF8'), ' ' ORDER BY text) FROM notes.comments");

    private async Task<Dictionary<string, long>> Rows(TestBusiness shop)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        var counted = new Dictionary<string, long>();
        foreach (var table in (await Purge.Tables(CancellationToken.None)).Tables.Keys)
            counted[table] = long.Parse(
                (await admin.One($"SELECT count(*) FROM {table} WHERE tenant_id = '{shop.Tenant}'"))!,
                CultureInfo.InvariantCulture
            );
        return counted;
    }

    private async Task Refused(TestBusiness shop, params string[] statements)
    {
        await using var connection = await app.Connect();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } });
        foreach (var statement in statements)
            batch.BatchCommands.Add(new(statement));
        (await Should.ThrowAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).SqlState.ShouldBe("42501");
    }
}
