using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Archives;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Niaga.Trade.Customers;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Archives;

/// <summary>Rows go out as lines and come in again as they were, into another business with other keys.</summary>
public sealed class ArchiveRowsTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private Databases Databases => app.Services.GetRequiredService<Databases>();

    [Fact]
    public async Task Every_column_of_every_business_is_taken_or_left_out_for_a_reason()
    {
        var tables = await Tables();
        await using var admin = await RowMaker.Connect(app.Database);
        var columns = await admin.Rows(
            """
            SELECT n.nspname || '.' || c.relname, a.attname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE p.polname = 'tenant' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attname <> 'tenant_id'
            """
        );
        columns.Count.ShouldBeGreaterThan(300);
        columns
            .Where(c =>
                !(tables.LeftOut.TryGetValue(c[0]!, out var why) && why.Length > 10)
                && !(tables.LeftOutColumns.TryGetValue(c[0]!, out var left) && left.Contains(c[1]!))
                && !tables.Taken.Any(t => t.Name == c[0] && t.Columns.Any(x => x.Name == c[1]))
            )
            .Select(c => $"{c[0]}.{c[1]}")
            .ShouldBeEmpty();
        // Whoever points to what is left out could not come in; numbers of transactions mean nothing elsewhere.
        tables
            .References.Where(r => tables.Taken.Any(t => t.Name == r.Child) && tables.LeftOut.ContainsKey(r.Parent))
            .Select(r => $"{r.Child} → {r.Parent}")
            .ShouldBeEmpty();
        tables.Taken.SelectMany(t => t.Columns.Where(c => c.Type is "xid8" or "xid").Select(c => $"{t.Name}.{c.Name}")).ShouldBeEmpty();
        // A circle that no order settles must be settled at the commit.
        var place = tables.Taken.Select((t, i) => (t.Name, i)).ToDictionary(t => t.Name, t => t.i);
        var late = tables
            .References.Where(r => place.ContainsKey(r.Child) && place[r.Child] <= place.GetValueOrDefault(r.Parent, -1))
            .ToArray();
        foreach (var reference in late)
        {
            (
                await admin.Rows(
                    $"""
                    SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable
                        AND conrelid = '{reference.Child}'::regclass AND confrelid = '{reference.Parent}'::regclass
                    """
                )
            ).ShouldBeEmpty($"{reference.Child} → {reference.Parent}");
        }
    }

    [Fact]
    public async Task A_row_of_every_table_comes_into_another_business_as_it_was_and_its_people_are_found_there()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var made = await client.PostAsJsonAsync(
            $"/{shop.Slug}/api/v1/customers",
            new
            {
                kind = "person",
                name = "Nurul \"Huda\" 陳美",
                phones = new[] { "+60123334444" },
            }
        );
        made.EnsureSuccessStatusCode();
        await using (var admin = await RowMaker.Connect(app.Database))
            await new RowMaker(await Catalog.Read(admin), admin).FillEveryTable(shop.Tenant.Value);
        var tables = await Tables();
        var lines = new Dictionary<string, (TableSum Sum, byte[] Text)>();
        await using (var connection = await Databases.Of(shop.Tenant).OpenConnectionAsync())
        {
            await using var snapshot = await ArchiveRows.Begin(connection, shop.Tenant, CancellationToken.None);
            var rows = new ArchiveRows(connection, shop.Tenant, await Keys.Of(shop.Tenant, CancellationToken.None));
            foreach (var table in tables.Taken)
            {
                using var text = new MemoryStream();
                lines[table.Name] = (await rows.WriteTo(text, table, null, null, CancellationToken.None), text.ToArray());
            }
            // What the row maker made up opens for nobody.
            rows.NotOpened.ShouldBeGreaterThan(0);
        }
        lines.Where(l => l.Value.Sum.Rows == 0).Select(l => l.Key).ShouldBeEmpty();
        Encoding.UTF8.GetString(lines["trade.customers"].Text).ShouldContain("\"Nurul \\\"Huda\\\" 陳美\"");

        var (other, slug) = await NewBusiness();
        await using (var scope = Enter(other))
        {
            var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
            await session.Begin(CancellationToken.None);
            var loader = new ArchiveLoader(
                session,
                await session.Cipher(CancellationToken.None),
                scope.ServiceProvider.GetServices<KeysAnew>()
            );
            await loader.Begin(CancellationToken.None);
            foreach (var table in tables.Taken)
            {
                if (table.Name == "platform.files")
                    await CopyFiles(session, shop.Tenant);
                else
                    (await loader.Load(table, table.Columns, Lines(lines[table.Name].Text), null, CancellationToken.None)).ShouldBe(
                        lines[table.Name].Sum
                    );
            }
            await loader.Finish(scope.ServiceProvider, scope.ServiceProvider.GetServices<TokensAnew>(), CancellationToken.None);
            await session.Execute($"UPDATE platform.tenants SET status = 'active' WHERE tenant_id = {other.Value}", CancellationToken.None);
            await session.Commit(CancellationToken.None);
        }

        await using (var connection = await Databases.Of(other).OpenConnectionAsync())
        {
            await using var snapshot = await ArchiveRows.Begin(connection, other, CancellationToken.None);
            var rows = new ArchiveRows(connection, other, await Keys.Of(other, CancellationToken.None));
            foreach (var table in tables.Taken.Where(t => t.Name != "platform.files"))
                (await rows.Sum(table, null, CancellationToken.None)).ShouldBe(lines[table.Name].Sum, table.Name);
        }
        await using var there = Enter(other);
        var reading = there.ServiceProvider.GetRequiredService<TenantSession>();
        var sought = await CustomerTokens.Of(reading, "nurul", CancellationToken.None);
        (
            await reading.Rows(
                $"SELECT count(*) FROM trade.customer_tokens WHERE tenant_id = {other.Value} AND token = ANY ({sought.Flat.Tokens})",
                row => row.GetInt64(0),
                CancellationToken.None
            )
        ).ShouldBe([1L]);
    }

    [Fact]
    public async Task Rows_are_loaded_into_no_business_that_people_work_in()
    {
        var shop = await app.SignUp();
        await using var scope = Enter(shop.Tenant);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(CancellationToken.None);
        await new ArchiveLoader(session, await session.Cipher(CancellationToken.None), []).Begin(CancellationToken.None);
        (
            await Should.ThrowAsync<PostgresException>(() =>
                session.Execute(
                    $"""
                    INSERT INTO retail.sale_days (tenant_id, business_day, sales, items, total_sen, tax_sen, rounding_sen, branch_id)
                    SELECT {shop.Tenant.Value}, '2020-01-01', 1, 1, 1, 0, 0, branch_id FROM trade.branches
                    WHERE tenant_id = {shop.Tenant.Value} LIMIT 1
                    """,
                    CancellationToken.None
                )
            )
        ).ConstraintName.ShouldBe("sale_days_by_sale");
    }

    private TenantKeys Keys => app.Services.GetRequiredService<TenantKeys>();

    private Task<ArchivedTables> Tables() =>
        ArchivedTables.Read(Databases, app.Services.GetRequiredService<ModuleCatalog>(), CancellationToken.None);

    private AsyncServiceScope Enter(TenantId tenant)
    {
        var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        return scope;
    }

    private async Task<(TenantId, string)> NewBusiness()
    {
        var (tenant, slug) = (TenantId.New(), "baru-" + Guid.NewGuid().ToString("N")[..12]);
        await using var scope = Enter(tenant);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(CancellationToken.None);
        await session.Execute(
            $"""
            INSERT INTO platform.tenants (tenant_id, slug, status, created_at, changed_at)
            VALUES ({tenant.Value}, {slug}, 'pending', now(), now())
            """,
            CancellationToken.None
        );
        await session.Commit(CancellationToken.None);
        return (tenant, slug);
    }

    private async Task CopyFiles(TenantSession session, TenantId from)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        var files = await admin.Rows($"SELECT file_id::text FROM platform.files WHERE tenant_id = '{from}'");
        foreach (var file in files)
            await session.Execute(
                $"""
                INSERT INTO platform.files (tenant_id, file_id, name, content_type, size, content, created_at)
                VALUES ({session.Tenant.Value}, {Guid.Parse(file[0]!)}, '', '', 0, '', now())
                """,
                CancellationToken.None
            );
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(byte[] text)
    {
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes(line);
        }
    }
}
