using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Niaga.Platform.Archives;
using Niaga.Platform.Encryption;
using Niaga.Platform.Keeping;
using Niaga.Platform.Tests.Archives;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Niaga.Trade.Customers;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Deployments;

/// <summary>
/// A site is killed in the middle of a purge and of an archive, and a command in the middle of turning a key; each waits there for
/// something this test holds. The next ones go on, and in the end nothing is lost, double or half done.
/// </summary>
public sealed class KilledTests : IAsyncLifetime
{
    private const int Told = 2_500;
    private const int Customers = 600;

    private static readonly TenantId Old = new(Guid.Parse("01900000-0000-7000-8000-000000000077"));
    private static readonly TenantId Shop = new(Guid.Parse("01900000-0000-7000-8000-000000000078"));
    private static readonly Guid Archive = Guid.Parse("01900000-0000-7000-8000-000000000079");
    private static readonly Guid File = Guid.Parse("01900000-0000-7000-8000-00000000007a");
    private static readonly byte[] Picture = "a picture, say"u8.ToArray();

    private readonly string folder = Directory.CreateTempSubdirectory("niaga-killed-").FullName;
    private string database = null!;
    private NpgsqlConnection admin = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestServer.Clone();
        admin = await RowMaker.Connect(database);
    }

    public async ValueTask DisposeAsync()
    {
        await admin.DisposeAsync();
        await TestServer.Drop(database);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Whatever_a_process_was_at_when_it_was_killed_the_next_goes_on_with()
    {
        var content = await Fill();
        var pipe = Path.Combine(folder, "files", Shop.Value.ToString("N"), File.ToString("N"));
        Directory.CreateDirectory(Path.GetDirectoryName(pipe)!);
        using (var made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();
        await using (var held = await Hold())
        {
            // Both at once: the one works in the background, the other is an operator's.
            using var site = Start("run", "--port", TwoNodesTests.Port());
            using var turning = Start("keys", "rotate", "kedai-kunci");
            try
            {
                await In_the_middle();
            }
            finally
            {
                site.Kill();
                turning.Kill();
                await Task.WhenAll(site.WaitForExitAsync(), turning.WaitForExitAsync());
            }
        }
        await Nothing_is_half_done();

        System.IO.File.Delete(pipe);
        await System.IO.File.WriteAllBytesAsync(pipe, content);
        using (var site = Start("run", "--port", TwoNodesTests.Port()))
        {
            using var turning = Start("keys", "rotate", "kedai-kunci", "--resume");
            try
            {
                // An attempt that died is tried again after a pause, which says nothing here.
                await admin.Run("UPDATE platform.work_items SET due_at = now() WHERE state = 'waiting'");
                await Until.True(
                    async () =>
                        await Number("SELECT count(*) FROM platform.purge_runs WHERE finished_at IS NOT NULL") > 0
                        && await Number("SELECT count(*) FROM platform.archives WHERE state = 'ready'") > 0,
                    "both come to their ends",
                    90
                );
                await Until.True(() => Task.FromResult(Outside().Confirmed == Told), "the ledger outside agrees", 20);
                await turning.WaitForExitAsync();
                turning.ExitCode.ShouldBe(0);
            }
            finally
            {
                site.Kill();
                await site.WaitForExitAsync();
            }
        }
        await All_is_done();
    }

    /// <returns>The file's bytes as they lie in the store.</returns>
    private async Task<byte[]> Fill()
    {
        var cipher = await Keys().Of(Shop, CancellationToken.None);
        var ids = Enumerable.Range(0, Customers).Select(n => Guid.Parse($"01900000-0000-7000-8000-{n:x12}")).ToArray();
        var names = ids.Select((id, n) => PersonalText.Stored(cipher, CustomerColumns.Name, id, $"Pelanggan {n}")).ToArray();
        var protection = DataProtectionProvider.Create(new DirectoryInfo(Path.Combine(folder, "keys")), p => p.SetApplicationName("Niaga"));
        var passphrase = TakeArchive
            .Protector(protection, Shop, Archive)
            .Protect(System.Text.Encoding.UTF8.GetBytes(ArchiveCraft.Passphrase));
        await admin.Run(
            $$"""
            INSERT INTO platform.tenants (tenant_id, slug, status, created_at, changed_at) VALUES
            ('{{Old}}', 'kedai-lama', 'pending', now(), now()), ('{{Shop}}', 'kedai-kunci', 'pending', now(), now());
            SELECT set_config('app.tenant_id', '{{Old}}', false);
            INSERT INTO platform.notifications (tenant_id, notification_id, kind, subject, told_at)
            SELECT '{{Old}}', ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'retail.low_stock', 'x' || n,
                '2020-01-01'::timestamptz + n * interval '1 second' FROM generate_series(1, {{Told}}) n;
            INSERT INTO platform.work_items (tenant_id, item_id, kind, idempotency_key, payload, state, due_at, created_at)
            VALUES ('{{Old}}', gen_random_uuid(), 'platform.purge', 'purge', '{}', 'waiting', now(), now());
            SELECT set_config('app.tenant_id', '{{Shop}}', false);
            INSERT INTO platform.files (tenant_id, file_id, name, content_type, size, object_id, key_version, created_at)
            VALUES ('{{Shop}}', '{{File}}', 'picture', 'image/png', {{Picture.Length}}, '{{File}}', 1, now());
            INSERT INTO platform.archives (tenant_id, archive_id, state, asked_by, asked_at, passphrase)
            VALUES ('{{Shop}}', '{{Archive}}', 'waiting', '{{Archive}}', now(), '\x{{Convert.ToHexString(passphrase)}}');
            INSERT INTO platform.work_items (tenant_id, item_id, kind, idempotency_key, payload, state, due_at, created_at)
            VALUES ('{{Shop}}', gen_random_uuid(), '{{MakeArchive.Kind}}', 'archive',
                '{{JsonSerializer.Serialize(new MakeArchive.Payload(Archive))}}', 'waiting', now(), now())
            """
        );
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name, created_at, updated_at)
            SELECT $1, i, 'person', n, now(), now() FROM unnest($2, $3) AS t (i, n)
            """,
            admin
        );
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Shop.Value });
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = names });
        await insert.ExecuteNonQueryAsync();
        return cipher.Seal(new("platform.files", "content"), Personal.RowOf(File), Picture);
    }

    /// <summary>A row of each second portion.</summary>
    private async Task<NpgsqlConnection> Hold()
    {
        var holder = await Open();
        await using var hold = new NpgsqlCommand(
            """
            BEGIN;
            SELECT 1 FROM platform.notifications WHERE subject = 'x1500' FOR UPDATE;
            SELECT 1 FROM trade.customers WHERE customer_id = '01900000-0000-7000-8000-000000000230' FOR UPDATE
            """,
            holder
        );
        await hold.ExecuteNonQueryAsync();
        return holder;
    }

    private Task In_the_middle() =>
        Until.True(
            async () =>
                await Number(
                    """
                    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                        AND (query LIKE '%platform.notifications%' OR query LIKE '%trade.customers%')
                    """
                ) == 2
                // All rows are in its file, and the last part is waited for.
                && await Number("SELECT count(*) FROM platform.archives WHERE state = 'running' AND rows_done = rows_total - 1") == 1,
            "each is in its middle",
            90
        );

    private async Task Nothing_is_half_done()
    {
        (await Number("SELECT count(*) FROM platform.purge_runs WHERE finished_at IS NULL")).ShouldBe(1);
        (await Number("SELECT count(*) FROM platform.notifications")).ShouldBe(Told - 1000);
        (await Number("SELECT count(*) FROM platform.deletion_ledger")).ShouldBe(1000);
        (await Versions()).ShouldBe("1:100 2:500", "the second portion is as it was");
        await Every_name_opens();
        var files = Directory.EnumerateFiles(Path.Combine(folder, "archives"), "*", SearchOption.AllDirectories).ToArray();
        files.ShouldHaveSingleItem().ShouldEndWith(".part", Case.Sensitive, "nothing is offered that is not whole");
        (await Number("SELECT count(passphrase) FROM platform.archives")).ShouldBe(1);
    }

    private async Task All_is_done()
    {
        (await Number("SELECT count(*) FROM platform.notifications")).ShouldBe(0);
        (await Number("SELECT count(*) FROM platform.purge_runs")).ShouldBe(1);
        (await Number("SELECT count(*) FROM platform.deletion_ledger")).ShouldBe(Told);
        (await Number("SELECT count(DISTINCT key_hash) FROM platform.deletion_ledger")).ShouldBe(Told, "nothing twice");
        (await Number("SELECT purged FROM platform.purge_counts WHERE tbl = 'platform.notifications'")).ShouldBe(Told);
        Outside().Distinct.ShouldBe(Told);

        (await Versions()).ShouldBe($"2:{Customers}");
        await Every_name_opens();
        var wrapped = Keys().Folder.Read(Shop)!;
        (wrapped.Data.Keys.Single(), wrapped.Escrow.Keys.Single()).ShouldBe((2, 1));

        (await Number("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.archive_made'")).ShouldBe(1);
        (await Number("SELECT count(passphrase) FROM platform.archives")).ShouldBe(0);
        var archive = ArchiveCraft.Open(
            await System.IO.File.ReadAllBytesAsync(
                Directory.EnumerateFiles(Path.Combine(folder, "archives"), "*", SearchOption.AllDirectories).Single()
            )
        );
        for (var n = 0; n < Customers; n++)
            archive["data/trade.customers.jsonl"].ShouldContain($"\"Pelanggan {n}\"");
        archive.Entries.Single(e => e.Name.StartsWith("files/", StringComparison.Ordinal)).Content.ShouldBe(Picture);
    }

    private async Task Every_name_opens()
    {
        var cipher = await Keys().Of(Shop, CancellationToken.None);
        await using var connection = await Open();
        await using var ask = new NpgsqlCommand("SELECT customer_id, name FROM trade.customers", connection);
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            cipher.Open(CustomerColumns.Name, rows.GetGuid(0).ToString("N"), rows.GetFieldValue<byte[]>(1)).ShouldNotBeNull();
    }

    private TenantKeys Keys() => EncryptionServices.Keys(new ConfigurationBuilder().Build(), folder, TimeProvider.System);

    /// <summary>How many names each data key encrypted.</summary>
    private async Task<string> Versions() =>
        string.Join(
            ' ',
            (
                await admin.Rows("SELECT get_byte(name, 4) || ':' || count(*) FROM trade.customers GROUP BY get_byte(name, 4) ORDER BY 1")
            ).Select(r => r[0])
        );

    /// <summary>Rows of confirmed batches in the ledger outside the database.</summary>
    private (int Confirmed, int Distinct) Outside()
    {
        var file = Path.Combine(folder, "deletion-ledger", $"{Old}.log");
        if (!System.IO.File.Exists(file))
            return default;

        var lines = System.IO.File.ReadLines(file).Select(Read).OfType<DeletionLedger.Line>().ToArray();
        var done = lines.Where(l => l.Keys is null).Select(l => l.Batch).ToHashSet();
        var keys = lines.Where(l => l.Keys is not null && done.Contains(l.Batch)).SelectMany(l => l.Keys!.Chunk(16)).ToArray();
        return (keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
    }

    private static DeletionLedger.Line? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DeletionLedger.Line>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Process Start(params string[] arguments)
    {
        var server = new NpgsqlConnectionStringBuilder(TestServer.Admin) { Database = database }.ConnectionString;
        return OwnServer.Launch(folder, arguments, ("NIAGA_DATABASE", server));
    }

    private async Task<long> Number(string sql) =>
        long.Parse((await admin.Rows(sql)).Single()[0]!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection(TestServer.As("postgres", database) + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
