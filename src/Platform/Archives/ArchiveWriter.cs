using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Files;
using Niaga.Platform.Modules;
using Niaga.Platform.OpenPgp;
using Niaga.Platform.Signing;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Archives;

/// <summary>Writes the archive of a business: a ZIP file, encrypted as OpenPGP, in constant memory and of one moment.</summary>
internal sealed class ArchiveWriter(
    IServiceScopeFactory scopes,
    Databases databases,
    ModuleCatalog modules,
    TenantKeys keys,
    SigningKey signing,
    TimeProvider clock
)
{
    private const int Buffer = 128 * 1024;

    private const string ReadMe = """
        All data of one business, as it was kept in Niaga.

        data/SCHEMA.TABLE.jsonl  one table each, one row a line, as JSON; amounts in sen, moments in UTC
        files/ID                 pictures, attachments and other files, as rows call them
        manifest.json            what is in here, with SHA-256 of each part
        manifest.sig             the deployment's signature (ECDSA P-256, SHA-256, DER-less: IEEE P1363) of manifest.json, in base64

        Personal data lies open in here: keep it as carefully as the passphrase it was encrypted with.
        Data peribadi tidak disulitkan di dalam ini: jaga sebaik frasa laluannya.

        """;

    /// <summary>Writes it.</summary>
    /// <param name="tenant">Whose, whatever its status.</param>
    /// <param name="to">Receives the encrypted archive; stays open. What was written is none before this returns.</param>
    /// <param name="passphrase">Opens it again.</param>
    /// <param name="progress">Is told of each row and file.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<ArchiveManifest> Write(
        TenantId tenant,
        Stream to,
        string passphrase,
        ArchiveProgress progress,
        CancellationToken cancel
    )
    {
        var tables = await ArchivedTables.Read(databases, modules, cancel);
        await using var connection = await databases.Of(tenant).OpenConnectionAsync(cancel);
        await using var snapshot = await ArchiveRows.Begin(connection, tenant, cancel);
        var rows = new ArchiveRows(connection, tenant, await keys.Of(tenant, cancel));
        var slug = await Slug(connection, tenant, cancel);
        progress.Begin(await Count(connection, tenant, tables, cancel));

        await using var encrypted = OpenPgpMessage.Encrypt(to, passphrase, $"{slug}.zip", clock.GetUtcNow());
        ArchiveManifest manifest;
        using (var zip = new ZipArchive(encrypted, ZipArchiveMode.Create, leaveOpen: true))
        {
            await Put(zip, ArchiveManifest.ReadMeEntry, Encoding.UTF8.GetBytes(ReadMe), cancel);
            var written = new List<TableInArchive>();
            foreach (var table in tables.Taken)
            {
                await using var entry = new BufferedStream(Entry(zip, ArchiveManifest.DataEntry(table.Name)).Open(), Buffer);
                var sum = await rows.WriteTo(entry, table, null, progress.Step, cancel);
                written.Add(new(table.Name, [.. table.Columns.Select(c => c.Name)], sum.Rows, sum.Bytes, sum.Sha256));
            }
            manifest = new(
                ArchiveManifest.CurrentFormat,
                clock.GetUtcNow(),
                signing.Id,
                signing.PublicKey,
                new(tenant.Value, slug),
                modules.LastMigrations,
                written,
                await Files(zip, connection, tenant, progress, cancel),
                tables.LeftOut,
                rows.NotOpened
            );
            // Last, as only now it is known what there is.
            var text = JsonSerializer.Serialize(manifest, ArchiveManifest.Json);
            await Put(zip, ArchiveManifest.Entry, Encoding.UTF8.GetBytes(text), cancel);
            await Put(zip, ArchiveManifest.SignatureEntry, Encoding.ASCII.GetBytes(Convert.ToBase64String(signing.Sign(text))), cancel);
        }
        return manifest;
    }

    private async Task<List<FileInArchive>> Files(
        ZipArchive zip,
        NpgsqlConnection snapshot,
        TenantId tenant,
        ArchiveProgress progress,
        CancellationToken cancel
    )
    {
        var ids = await Rows(
            snapshot,
            "SELECT file_id FROM platform.files WHERE tenant_id = $1 ORDER BY file_id",
            tenant,
            row => row.GetGuid(0),
            cancel
        );
        var written = new List<FileInArchive>();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        var files = scope.ServiceProvider.GetRequiredService<TenantFiles>();
        foreach (var id in ids)
        {
            // One that went since the snapshot, or that does not open: its row says that there was one.
            if (await files.Find(id, cancel) is { } file)
            {
                await Put(zip, ArchiveManifest.FileEntry(id), file.Content, cancel);
                written.Add(new(id, file.Content.Length, Convert.ToHexStringLower(SHA256.HashData(file.Content))));
            }
            else
                written.Add(new(id, null, null));
            progress.Step();
        }
        return written;
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string name) => zip.CreateEntry(name, CompressionLevel.Fastest);

    private static async Task Put(ZipArchive zip, string name, byte[] content, CancellationToken cancel)
    {
        await using var entry = Entry(zip, name).Open();
        await entry.WriteAsync(content, cancel);
    }

    private static async Task<long> Count(NpgsqlConnection connection, TenantId tenant, ArchivedTables tables, CancellationToken cancel)
    {
        var counts = tables.Taken.Select(t => $"(SELECT count(*) FROM {t.Name} WHERE tenant_id = $1)");
        var files = "(SELECT count(*) FROM platform.files WHERE tenant_id = $1)";
        return (await Rows(connection, $"SELECT {string.Join(" + ", counts)} + {files}", tenant, row => row.GetInt64(0), cancel))[0];
    }

    private static async Task<string> Slug(NpgsqlConnection connection, TenantId tenant, CancellationToken cancel) =>
        (
            await Rows(connection, "SELECT slug FROM platform.tenants WHERE tenant_id = $1", tenant, row => row.GetString(0), cancel)
        ).SingleOrDefault() ?? throw new InvalidOperationException($"There is no business {tenant}.");

    private static async Task<List<T>> Rows<T>(
        NpgsqlConnection connection,
        string sql,
        TenantId tenant,
        Func<NpgsqlDataReader, T> one,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<T>();
        while (await row.ReadAsync(cancel))
            found.Add(one(row));
        return found;
    }
}
