using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Host.Backups;
using Niaga.Host.Database;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Files;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;
using Niaga.Platform.OpenPgp;
using Niaga.Platform.Values;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Backups;

public sealed partial class BackupTests
{
    private ModuleCatalog Modules => app.Services.GetRequiredService<ModuleCatalog>();

    [Fact]
    public async Task A_business_goes_back_to_a_time_and_nobody_else_does()
    {
        var (shop, other, milo, then) = (app.Shop, app.Other, app.Milo, app.Then);
        var (erased, kept) = app.Comments;
        using var client = await shop.Client();
        using var others = await other.Client();
        var teh = await BackedUpApp.Made(client, "products", BackedUpApp.Product("Teh Tarik", "1.00"));
        var kopi = await BackedUpApp.Made(client, "products", BackedUpApp.Product("Kopi", "1.00"));
        var late = await BackedUpApp.Made(client, "customers", BackedUpApp.Person("Lewat Datang", "+60123498762"));
        foreach (var n in new[] { 101, 102, 103, 104, 105 })
            (await BackedUpApp.Sold(client, n == 103 ? teh : milo, n == 104 ? late : null)).ShouldEndWith($"{n}");
        using (var changed = await client.PatchAsJsonAsync($"/api/v1/products/{milo}", new { name = "Silap besar", price = "9.99" }))
            changed.IsSuccessStatusCode.ShouldBeTrue(await changed.Content.ReadAsStringAsync());
        await Erase(shop.Tenant, erased);
        await app.Text($"DELETE FROM notes.comments WHERE comment_id = '{kept}'");
        await BackedUpApp.Made(others, "products", new { name = "Roti", price = "1.00" });
        var bytes = Directory.EnumerateFiles(Path.Combine(app.DataFolder, "files"), "*", SearchOption.AllDirectories).Single();
        await app.Text($"DELETE FROM platform.files WHERE file_id = '{app.File}'");
        File.Delete(bytes);
        var untouched = await Hash(other.Tenant);

        var dry = await Restore().Run(shop.Slug, then, dryRun: true, Cancel);
        dry.Tables.Single(t => t.Table == "retail.products").ShouldBe(new("retail.products", RestoredAs.Replaced, 1, 3, 0, 1, 2));
        dry.Tables.Single(t => t.Table == "retail.sales").Later.ShouldBe(5);
        dry.Changes.ShouldContain(c =>
            c.Table == "retail.products" && (c.Then ?? "").Contains("\"Milo Tin\"") && (c.Now ?? "").Contains("Silap besar")
        );
        (await app.Text($"SELECT name FROM retail.products WHERE product_id = '{milo}'")).ShouldBe(
            "Silap besar",
            "a dry run changes nothing"
        );

        await Killed_in_the_middle(shop, client, then);
        var done = await Restore().Run(shop.Slug, then, dryRun: false, Cancel);
        (done.DestroyedAgain, done.Files, done.Missing).ShouldBe((1, 1, 0));
        File.Exists(bytes).ShouldBeTrue();
        await using (var scope = shop.Act())
        {
            var found = await scope.ServiceProvider.GetRequiredService<TenantFiles>().Find(app.File, Cancel);
            found!.Content.ShouldBe(BackedUpApp.Picture);
        }
        // What was there before lies in an archive that the line of backup.key opens.
        await using (var safety = OpenPgpMessage.Decrypt(File.OpenRead(done.Safety!), app.Backups.Key.Line))
        {
            using var clear = new MemoryStream();
            await safety.CopyToAsync(clear, Cancel);
            using var zip = new ZipArchive(clear, ZipArchiveMode.Read);
            using var products = new StreamReader(zip.GetEntry("data/retail.products.jsonl")!.Open());
            (await products.ReadToEndAsync(Cancel)).ShouldContain("Silap besar");
        }

        (await app.Text($"SELECT string_agg(name, ',' ORDER BY name) FROM retail.products WHERE tenant_id = '{shop.Tenant}'")).ShouldBe(
            "Milo Tin,Teh Tarik",
            "what came later goes, but for what a document that stays points to"
        );
        (
            await app.Text(
                $"SELECT string_agg(DISTINCT word, ',' ORDER BY word) FROM retail.product_words WHERE tenant_id = '{shop.Tenant}'"
            )
        ).ShouldBe("tarik,tin", "and it is found by its name of then");
        (await app.Text($"SELECT count(*) FROM retail.products WHERE product_id = '{kopi}'")).ShouldBe("0");
        (await app.Text($"SELECT string_agg(comment_id::text, ',') FROM notes.comments WHERE tenant_id = '{shop.Tenant}'")).ShouldBe(
            kept.ToString(),
            "what was erased stays erased"
        );
        (await app.Text($"SELECT count(*) FROM retail.sales WHERE tenant_id = '{shop.Tenant}'")).ShouldBe("7", "documents stay");
        (await app.Text($"SELECT count(*) FROM trade.customer_contacts WHERE customer_id = '{late}'")).ShouldBe(
            "1",
            "what stays since a receipt names it keeps its parts"
        );
        (await BackedUpApp.Sold(client, milo)).ShouldEndWith("106");
        (await Hash(other.Tenant)).Except(untouched).ShouldBeEmpty("nobody else was touched");
        (await app.Services.GetRequiredService<AuditVerification>().Verify(shop.Tenant, Cancel)).Broken.ShouldBeNull();
        await Killed_at_the_end(shop, then);
        var line = await app.Text(
            $"SELECT after FROM platform.audit_entries WHERE tenant_id = '{shop.Tenant}' AND action = 'platform.business_restored'"
        );
        JsonNode.Parse(line)!["hashThen"]!.ToString().ShouldBe(JsonNode.Parse(line)!["hashNow"]!.ToString());
        (await app.Text($"SELECT status FROM platform.tenants WHERE tenant_id = '{shop.Tenant}'")).ShouldBe("active");
        (await app.Text("SELECT count(*) FROM pg_namespace WHERE nspname = 'niaga_restore'")).ShouldBe("0");
        (await Should.ThrowAsync<PrerequisiteMissing>(() => Restore().Run("tiada-kedai", then, true, Cancel))).Message.ShouldContain(
            "No business"
        );
        await Nothing_is_in_clear(shop, other, then);
    }

    /// <summary>A row it wants to change is held by somebody, so that it waits in the middle of its rows when it dies.</summary>
    private async Task Killed_in_the_middle(TestBusiness shop, HttpClient client, DateTimeOffset then)
    {
        await using var holder = new NpgsqlConnection(app.As("postgres"));
        await holder.OpenAsync(Cancel);
        await using var held = await holder.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand($"SELECT 1 FROM retail.products WHERE product_id = '{app.Milo}' FOR UPDATE", holder))
            await hold.ExecuteNonQueryAsync(Cancel);
        using (var process = app.Start("tenant", "restore", shop.Slug, "--at", then.ToString("O")))
        {
            await Until.True(
                async () =>
                    process.HasExited
                    || await app.Text("SELECT count(*) FROM pg_stat_activity WHERE usename = 'niaga_migrator' AND wait_event_type = 'Lock'")
                        != "0",
                "the restore is in the middle of its rows",
                120
            );
            process.HasExited.ShouldBeFalse("the restore is in the middle of its rows");
            process.Kill();
            await process.WaitForExitAsync(Cancel);
        }
        await held.RollbackAsync(Cancel);
        // None of it is there; until it goes on everything is read as it was, and nobody writes.
        (await app.Text($"SELECT name FROM retail.products WHERE product_id = '{app.Milo}'")).ShouldBe("Silap besar");
        (await app.Text($"SELECT count(*) FROM retail.products WHERE tenant_id = '{shop.Tenant}'")).ShouldBe("3");
        (await app.Text($"SELECT status FROM platform.tenants WHERE tenant_id = '{shop.Tenant}'")).ShouldBe("read_only");
        await Until.True(
            async () =>
                (await client.PostAsJsonAsync("/api/v1/products", BackedUpApp.Product("Sesat", "1.00"))).StatusCode
                != HttpStatusCode.Created,
            "every node knows"
        );
        using var refused = await client.PatchAsJsonAsync($"/api/v1/products/{app.Milo}", new { name = "Lagi" });
        ((int)refused.StatusCode, JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!.ToString()).ShouldBe(
            (503, "platform.read_only")
        );
        (await client.GetStringAsync($"/api/v1/products/{app.Milo}")).ShouldContain("Silap besar");
        using var browser = await shop.Browser();
        foreach (var page in new[] { "", "products", "customers", "settings/audit" })
            (await browser.GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.OK, page);
        // What it left beside the rows goes at the next backup or restore.
        (await app.Text("SELECT count(*) FROM pg_namespace WHERE nspname = 'niaga_restore'")).ShouldBe("1");
        await RestoreBusiness.Sweep(app.DataFolder, app.As("niaga_migrator"), Cancel);
        (await app.Text("SELECT count(*) FROM pg_namespace WHERE nspname = 'niaga_restore'")).ShouldBe("0");
    }

    /// <summary>Killed after its rows were committed: run again it only ends, without another look into the backups.</summary>
    private async Task Killed_at_the_end(TestBusiness shop, DateTimeOffset then)
    {
        const string lines = "FROM platform.audit_entries WHERE action = 'platform.business_restored'";
        var id = Guid.Parse(await app.Text($"SELECT entry_id {lines}"));
        new RestoreJournal(id, then, then, WasActive: true).Write(app.DataFolder, shop.Tenant);
        await app.Text(
            $"SELECT set_config('app.tenant_id', '{shop.Tenant}', false); UPDATE platform.tenants SET status = 'read_only' "
                + $"WHERE tenant_id = '{shop.Tenant}'; CREATE SCHEMA niaga_restore AUTHORIZATION niaga_owner"
        );
        (
            await Should.ThrowAsync<PrerequisiteMissing>(() => Restore().Run(shop.Slug, then.AddSeconds(1), false, Cancel))
        ).Message.ShouldContain("has begun and not finished");
        (await Restore().Run(shop.Slug, then, dryRun: false, Cancel)).Tables.ShouldBeEmpty();
        (await app.Text($"SELECT count(*) {lines}")).ShouldBe("1");
    }

    [Fact]
    public async Task Files_of_a_bucket_are_backed_up_and_brought_back_too()
    {
        await using var bucket = await S3StandIn.Start();
        var settings = bucket.Settings("Files:S3").Select(s => s[2..].Split('=', 2)).ToDictionary(s => s[0], s => (string?)s[1]);
        var store = PlatformServices.FilesAt(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), app.DataFolder);
        await store.Put("shop/one", new MemoryStream(BackedUpApp.Picture), Cancel);
        await store.Put("other/two", new MemoryStream(BackedUpApp.Picture), Cancel);
        var files = new FileBackup(
            app.Another(new() { Folder = Path.Combine(app.DataFolder, "of-bucket"), KeysFolder = app.Backups.Settings.KeysFolder })
        );
        (await files.Run(store, app.DataFolder, Cancel)).Copied.ShouldBe(2);
        bucket.Objects.Clear();

        (await files.RestoreFiles(store, "shop/", Cancel)).ShouldBe(1);
        bucket.Objects.ShouldHaveSingleItem().Value.Bytes.ShouldBe(BackedUpApp.Picture);
    }

    [Fact]
    public async Task Every_table_of_businesses_says_what_a_restore_does_with_it()
    {
        var tables = await RestoredTable.All(app.Services.GetRequiredService<Databases>(), Modules, Cancel);
        tables.Count.ShouldBe(Modules.Manifests.Sum(m => m.Tables.Count(t => t.SharedBecause is null)));
        string As(RestoredAs a) => string.Join(' ', tables.Where(t => t.As == a).Select(t => t.Name));
        foreach (
            var document in new[]
            {
                "platform.audit_entries",
                "retail.sales",
                "retail.reversals",
                "trade.stock_movements",
                "trade.customer_consents",
                "platform.deletion_ledger",
            }
        )
            As(RestoredAs.Merged).ShouldContain(document);
        foreach (var door in new[] { "platform.memberships", "platform.api_keys", "platform.roles" })
            As(RestoredAs.Merged).ShouldContain(door, Case.Sensitive, "who may come in is not taken back");
        foreach (var record in new[] { "retail.products", "trade.customer_tokens", "platform.businesses", "platform.files" })
            As(RestoredAs.Replaced).ShouldContain(record);
        As(RestoredAs.Highest).ShouldBe("trade.number_counters");
        foreach (var hours in new[] { "platform.work_items", "platform.notification_deliveries" })
            As(RestoredAs.Skipped).ShouldContain(hours);
    }

    /// <summary>Neither as stored nor opened: what is personal is encrypted twice. And keys that are gone open nothing of it.</summary>
    private async Task Nothing_is_in_clear(TestBusiness shop, TestBusiness shredded, DateTimeOffset then)
    {
        var found = new List<string>();
        var forms = new[] { BackedUpApp.Canary, BackedUpApp.CanaryPhone[1..] }
            .SelectMany(t => new[] { Encoding.UTF8.GetBytes(t), Encoding.Unicode.GetBytes(t) })
            .SelectMany(b =>
                new[] { b, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(b)), Encoding.ASCII.GetBytes(Convert.ToBase64String(b)[..^4]) }
            )
            .ToArray();
        foreach (var stored in await app.Backups.Store.List("", Cancel))
        {
            await using (var raw = await app.Backups.Store.Open(stored.Name, Cancel))
                await Search(raw, stored.Name);
            if (!stored.Name.EndsWith(".pgp", StringComparison.Ordinal))
                continue;
            await using var message = await app.Backups.Store.Open(stored.Name, Cancel);
            await app.Backups.Key.Open(message, plain => Search(plain, stored.Name + " opened"));
        }
        found.ShouldBeEmpty();

        using var others = await shredded.Client();
        await BackedUpApp.Made(others, "customers", new { kind = "person", name = "Rahsia Hilang" });
        await app.Ship();
        var now = await app.Now();
        await using var side = await SideServer.Open(app.Backups, now, app.Side, keep: false, Cancel);
        // Nothing was committed after that moment, so the log ends before it.
        side.Reached.ShouldBeFalse();
        (await Noted(side)).ShouldBe(await app.Text("SELECT string_agg(at::text, ',' ORDER BY at) FROM noted"));
        TenantKeys Keys() => EncryptionServices.Keys(new ConfigurationBuilder().Build(), app.DataFolder, TimeProvider.System);
        Keys().Folder.Destroy(shredded.Tenant, now);
        (await Name(side, shop.Tenant, Keys())).ShouldBe(BackedUpApp.Canary);
        await Should.ThrowAsync<Exception>(() => Name(side, shredded.Tenant, Keys()));

        async Task Search(Stream stream, string name)
        {
            using var all = new MemoryStream();
            await stream.CopyToAsync(all);
            found.AddRange(forms.Where(f => all.GetBuffer().AsSpan(0, (int)all.Length).IndexOf(f) >= 0).Select(_ => name));
        }
    }

    private static async Task<string> Name(SideServer side, TenantId tenant, TenantKeys keys)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(side.Admin) { Database = "niaga", Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(
            $"SELECT customer_id, name FROM trade.customers WHERE tenant_id = '{tenant}'",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(Cancel);
        await row.ReadAsync(Cancel);
        var cipher = await keys.Of(tenant, Cancel);
        return Encoding.UTF8.GetString(
            cipher.Open(new("trade.customers", "name"), row.GetGuid(0).ToString("N"), row.GetFieldValue<byte[]>(1))!
        );
    }

    private RestoreBusiness Restore() => new(app.Backups, app.Source, app.As("niaga_migrator"), app.Services, Modules);

    private async Task Erase(TenantId tenant, Guid comment)
    {
        var ledger = app.Services.GetRequiredService<DeletionLedger>();
        var (run, batch) = (Guid.NewGuid(), Guid.NewGuid());
        ledger.Plan(tenant, [new(run, batch, "deleted", "notes.comments", ledger.Hash(tenant, "notes.comments", comment.ToString()))]);
        await app.Text($"DELETE FROM notes.comments WHERE comment_id = '{comment}'");
        ledger.Confirm(tenant, run, batch);
    }

    private async Task<IReadOnlyList<string>> Hash(TenantId tenant)
    {
        var tables = await RestoredTable.All(app.Services.GetRequiredService<Databases>(), Modules, Cancel);
        var hashes = new List<string>();
        // Where a key was seen, its line in the log and the seals are written some time after the request.
        string[] moving = ["platform.audit_entries", "platform.audit_seals", "platform.api_key_places"];
        foreach (var table in tables.Where(t => t.As != RestoredAs.Skipped && !moving.Contains(t.Name)))
        {
            var sql = new RestoreSql(table).HashOfAll.Replace("$1", $"'{tenant}'", StringComparison.Ordinal);
            hashes.Add($"{table.Name} {await app.Text(sql)}");
        }
        return hashes;
    }
}
