using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Niaga.Host.Database;
using Npgsql;

namespace Niaga.Host.Backups;

/// <summary>
/// Copies the server's data while it works: started and stopped by the server's own functions in one session, with the label they give
/// taken over byte for byte.
/// </summary>
internal sealed partial class BaseBackup(BackupStore store, BackupKey key, TimeProvider clock)
{
    /// <summary>Where the password of an embedded server lies within its base: a restored one opens with it.</summary>
    public const string PasswordEntry = "niaga.password";

    /// <summary>Folders whose content a server makes anew.</summary>
    private static readonly HashSet<string> Emptied =
    [
        "pg_wal",
        "pg_wal/archive_status",
        "pg_wal/summaries",
        "pg_replslot",
        "pg_dynshmem",
        "pg_notify",
        "pg_serial",
        "pg_snapshots",
        "pg_stat_tmp",
        "pg_subtrans",
    ];

    private static readonly HashSet<string> LeftOut =
    [
        "postmaster.pid",
        "postmaster.opts",
        "backup_label",
        "tablespace_map",
        "backup_manifest",
    ];

    /// <param name="admin">A role that may start a backup: a superuser, or one that may call both functions.</param>
    /// <param name="data">Where its data lies, when not where the server says.</param>
    /// <param name="passwordFile">The embedded server's.</param>
    /// <param name="ship">Ships what the server put into the spool.</param>
    /// <param name="cancel">Ends it; the server then forgets the backup.</param>
    public async Task<BackupManifest> Take(string admin, string? data, string? passwordFile, Func<Task> ship, CancellationToken cancel)
    {
        // Never pooled: the backup ends with its session, however that ends.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin) { Pooling = false, CommandTimeout = 0 }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        var system = await Text(connection, "SELECT system_identifier::text FROM pg_control_system()", cancel);
        if (await Text(connection, "SHOW archive_mode", cancel) == "off")
        {
            throw new PrerequisiteMissing(
                "This server does not archive its log. Start ./niaga run anew with Backup__Folder set; on a server of your own set "
                    + "archive_mode = on, archive_library = 'basic_archive' and basic_archive.archive_directory, and name that folder in "
                    + "Backup__Spool."
            );
        }
        data = Readable(data ?? await Text(connection, "SHOW data_directory", cancel));
        var server = await Text(connection, "SHOW server_version", cancel);
        var segmentBytes = int.Parse(
            await Text(connection, "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'", cancel),
            CultureInfo.InvariantCulture
        );
        var started = await Now(connection, cancel);
        var name = started.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        await Text(connection, "SELECT pg_backup_start('niaga', true)::text", cancel);
        var (first, last, counted) = ("", "", (Bytes: 0L, Files: 0));
        var place = $"{system}/base/{name}/base.tar.gz.pgp";
        var written = await store.Write(
            place,
            to =>
                key.Seal(
                    to,
                    "base.tar.gz",
                    started,
                    async sealing =>
                    {
                        await using var tar = new TarWriter(sealing, TarEntryFormat.Pax);
                        counted = await Copy(tar, data, cancel);
                        (first, last) = await Stop(connection, tar, cancel);
                        if (passwordFile is not null && File.Exists(passwordFile))
                            await Add(tar, PasswordEntry, await File.ReadAllBytesAsync(passwordFile, cancel), cancel);
                    }
                ),
            cancel
        );
        var finished = await Now(connection, cancel);
        var wal = new WalArchive(store, key, clock);
        await ship();
        foreach (var segment in new[] { first, last })
        {
            if (!await wal.Has(system, segment, cancel))
                throw new PrerequisiteMissing(
                    $"The server says it archived {segment}, and it is not in the spool. Is Backup__Spool right?"
                );
        }
        var manifest = new BackupManifest(
            1,
            name,
            system,
            server,
            started,
            finished,
            first,
            last,
            segmentBytes,
            place,
            written.Bytes,
            written.Sha256,
            counted.Bytes,
            counted.Files
        );
        await manifest.Write(store, key, cancel);
        return manifest;
    }

    private static string Readable(string data)
    {
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            throw new PrerequisiteMissing(
                $"The server's data ({data}) cannot be read from here. On the server's own machine set Backup__ServerData where it lies "
                    + "elsewhere. A managed database is backed up by its provider: switch on its daily backup and point-in-time recovery "
                    + "there; ./niaga backup files copies what lies outside the database."
            );
        }
        if (Directory.EnumerateFileSystemEntries(Path.Combine(data, "pg_tblspc")).Any())
            throw new PrerequisiteMissing("This server has tablespaces, which this backup does not copy. Use pg_basebackup or pgBackRest.");
        return data;
    }

    private static async Task<(long Bytes, int Files)> Copy(TarWriter tar, string data, CancellationToken cancel)
    {
        var (bytes, files) = (0L, 0);
        var open = new Stack<string>([""]);
        while (open.TryPop(out var folder))
        {
            foreach (var entry in new DirectoryInfo(Path.Combine(data, folder)).EnumerateFileSystemInfos().OrderBy(e => e.Name))
            {
                cancel.ThrowIfCancellationRequested();
                var name = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry.Attributes.HasFlag(FileAttributes.Directory))
                {
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, name + "/") { Mode = Folder }, cancel);
                    if (!Emptied.Contains(name))
                        open.Push(name);
                    else if (name == "pg_wal")
                        await tar.WriteEntryAsync(
                            new PaxTarEntry(TarEntryType.Directory, "pg_wal/archive_status/") { Mode = Folder },
                            cancel
                        );
                }
                else if (!LeftOut.Contains(name) && !Passing().IsMatch(entry.Name))
                {
                    bytes += await Add(tar, name, entry.FullName, cancel);
                    files++;
                }
            }
        }
        return (bytes, files);
    }

    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder = File600 | UnixFileMode.UserExecute;

    private static async Task<long> Add(TarWriter tar, string name, string path, CancellationToken cancel)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The server dropped it meanwhile; the log knows.
            return 0;
        }
        await using var exact = new ExactLength(file);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = File600, DataStream = exact }, cancel);
        return exact.Length;
    }

    private static async Task Add(TarWriter tar, string name, byte[] content, CancellationToken cancel)
    {
        await using var stream = new MemoryStream(content);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = File600, DataStream = stream }, cancel);
    }

    private static async Task<(string First, string Last)> Stop(NpgsqlConnection connection, TarWriter tar, CancellationToken cancel)
    {
        string label;
        string last;
        await using (
            var stop = new NpgsqlCommand(
                "SELECT labelfile, pg_walfile_name(lsn) FROM pg_backup_stop(wait_for_archive => true) AS s (lsn, labelfile, spcmapfile)",
                connection
            )
        )
        {
            await using var rows = await stop.ExecuteReaderAsync(cancel);
            await rows.ReadAsync(cancel);
            (label, last) = (rows.GetString(0), rows.GetString(1));
        }
        await Add(tar, "backup_label", Encoding.UTF8.GetBytes(label), cancel);
        return (StartFile().Match(label).Groups[1].Value, last);
    }

    private static async Task<DateTimeOffset> Now(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        return new((DateTime)(await command.ExecuteScalarAsync(cancel))!, TimeSpan.Zero);
    }

    private static async Task<string> Text(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }

    [GeneratedRegex(@"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")]
    private static partial Regex StartFile();

    [GeneratedRegex(@"^(pgsql_tmp.*|pg_internal\.init.*|archtemp\..*)$")]
    private static partial Regex Passing();
}
