using System.Formats.Tar;
using System.Globalization;
using System.Text.RegularExpressions;
using Niaga.Host.Database;
using Niaga.Platform.Encryption;
using Npgsql;

namespace Niaga.Host.Backups;

/// <summary>
/// A server beside the real one, opened from the backups as everything was at a time. It has the real one's roles and passwords, a port of
/// its own, and archives nothing.
/// </summary>
internal sealed partial class SideServer : IAsyncDisposable
{
    private const string Wal = "niaga_wal";
    private const string TooEarly = "recovery ended before configured recovery target was reached";

    private readonly EmbeddedPostgres server;
    private readonly string folder;
    private readonly bool keep;

    private SideServer(EmbeddedPostgres server, string folder, bool keep, BackupManifest manifest) =>
        (this.server, this.folder, this.keep, Manifest) = (server, folder, keep, manifest);

    public string Admin => server.AdminConnectionString;

    /// <summary>The base it was opened from.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>When the last change it holds was committed; null where the log had none after the base.</summary>
    public DateTimeOffset? LastChange { get; private init; }

    /// <summary>False when the archived log ended before the time: right when nothing was written since.</summary>
    public bool Reached { get; private init; }

    /// <summary>A connection of one of Niaga's roles, on Niaga's database.</summary>
    public string As(string role, string database) => Bootstrap.For(new(Admin), role, database);

    /// <summary>Opens it.</summary>
    /// <param name="backups">Where from.</param>
    /// <param name="at">As of when; transactions committed later are not there.</param>
    /// <param name="folder">An empty or new folder; the data become <c>postgres</c> in it.</param>
    /// <param name="keep">Leave the folder when this ends.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="PrerequisiteMissing">Nothing to restore from, or the folder holds something.</exception>
    /// <exception cref="InvalidDataException">A backup was changed.</exception>
    public static async Task<SideServer> Open(StoredBackups backups, DateTimeOffset at, string folder, bool keep, CancellationToken cancel)
    {
        var (manifest, next) = await Choose(backups, at, cancel);
        Begin(folder);
        var first = WalSegment.Parse(manifest.FirstSegment, manifest.SegmentBytes)!.Value;
        var last = next is null ? ulong.MaxValue : WalSegment.Parse(next.FirstSegment, manifest.SegmentBytes)!.Value.Number;
        var wal = backups.Wal;
        var segments = await wal.Segments(manifest.System, manifest.SegmentBytes, cancel);
        if (WalArchive.Gaps([.. segments.Where(s => s.Number <= last)], first) is [var gap, ..])
            throw new PrerequisiteMissing(
                $"The archived log has a gap: {gap}. Only a time before it, or after a later base, can be restored."
            );
        var incoming = Path.Combine(folder, "base");
        await Extract(backups, manifest, incoming, cancel);
        var postgres = BackupSource.PostgresIn(folder);
        TakePassword(Path.Combine(incoming, BaseBackup.PasswordEntry), postgres + ".password");
        await wal.Fetch(manifest, first, last, Path.Combine(incoming, Wal), cancel);
        Configure(incoming, at);
        var (server, reached) = await Start(backups.Root, postgres, incoming, passing: !keep, cancel);
        try
        {
            await Settle(server.AdminConnectionString, Path.Combine(postgres, Wal), cancel);
            File.Delete(Path.Combine(folder, Unfinished));
            return new(server, folder, keep, manifest) { LastChange = LastChangeIn(postgres + ".log"), Reached = reached };
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(Admin));
        await server.DisposeAsync();
        if (!keep)
            Remove(folder);
    }

    /// <summary>Takes a side server's folder away, with the data where a link leads to them.</summary>
    public static void Remove(string folder)
    {
        var postgres = new DirectoryInfo(BackupSource.PostgresIn(folder));
        if (postgres.LinkTarget is { } elsewhere && Directory.Exists(elsewhere))
            Directory.Delete(elsewhere, recursive: true);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private const string Unfinished = "unfinished-restore";

    private static void Begin(string folder)
    {
        Directory.CreateDirectory(folder);
        var mark = Path.Combine(folder, Unfinished);
        if (File.Exists(mark))
        {
            // A restore that was killed left this: anew.
            Remove(folder);
            Directory.CreateDirectory(folder);
        }
        else if (Directory.EnumerateFileSystemEntries(folder).Any())
            throw new PrerequisiteMissing($"{folder} is not empty. Name a new folder to restore to.");
        File.WriteAllText(mark, "A restore began here and has not finished.\n");
    }

    /// <summary>The newest base that was whole by then, and the next one, whose log is no longer needed.</summary>
    private static async Task<(BackupManifest Base, BackupManifest? Next)> Choose(
        StoredBackups backups,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        if (at > backups.Clock.GetUtcNow())
            throw new PrerequisiteMissing("That time has not come yet.");
        var all = await BackupManifest.All(backups.Store, backups.Key, cancel);
        if (all.LastOrDefault(m => m.FinishedAt <= at) is not { } chosen)
        {
            throw new PrerequisiteMissing(
                all.Count == 0
                    ? $"There is no base backup in {backups.Store.Place}."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"The oldest base backup is of {all[0].FinishedAt:yyyy-MM-dd HH:mm:ss'Z'}: no earlier time can be restored."
                    )
            );
        }
        return (chosen, all.FirstOrDefault(m => m.System == chosen.System && m.StartedAt > at));
    }

    private static async Task Extract(StoredBackups backups, BackupManifest manifest, string incoming, CancellationToken cancel)
    {
        Directory.CreateDirectory(incoming);
        await using var stream = await backups.Store.Open(manifest.Object, cancel);
        await backups.Key.Open(stream, plain => TarFile.ExtractToDirectoryAsync(plain, incoming, overwriteFiles: false, cancel));
    }

    /// <summary>Of the administrator: an embedded server's lies in its base, another's is the one NIAGA_DATABASE names.</summary>
    private static void TakePassword(string stored, string file)
    {
        if (File.Exists(stored))
        {
            File.Move(stored, file, overwrite: true);
            return;
        }
        var given = Environment.GetEnvironmentVariable("NIAGA_DATABASE");
        if (given is null || new NpgsqlConnectionStringBuilder(given) is not { Username: "postgres", Password: { Length: > 0 } password })
            throw new PrerequisiteMissing(
                "This backup is of a server of your own: set NIAGA_DATABASE to its user postgres with the password."
            );
        using var secret = OwnerOnly.Create(file);
        secret.Write(System.Text.Encoding.UTF8.GetBytes(password));
    }

    private static void Configure(string data, DateTimeOffset at)
    {
        // The folder is the working folder of what the server starts.
        var copy = OperatingSystem.IsWindows() ? $@"copy ""{Wal}\\%f"" ""%p""" : $@"cp ""{Wal}/%f"" ""%p""";
        // A server of an operator's has settings that mean something on its own machine only.
        File.WriteAllText(Path.Combine(data, "postgresql.conf"), "");
        File.WriteAllText(Path.Combine(data, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        File.WriteAllText(Path.Combine(data, "pg_ident.conf"), "");
        File.WriteAllText(
            Path.Combine(data, "postgresql.auto.conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                restore_command = '{copy}'
                recovery_target_time = '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'
                recovery_target_action = 'promote'

                """
            )
        );
        File.WriteAllText(Path.Combine(data, "recovery.signal"), "");
    }

    private static async Task<(EmbeddedPostgres Server, bool Reached)> Start(
        string root,
        string postgres,
        string incoming,
        bool passing,
        CancellationToken cancel
    )
    {
        try
        {
            // One that is thrown away need not outlive a power cut: it is opened in half the time.
            return (await EmbeddedPostgres.Start(root, postgres, passing, cancel, adopt: incoming), true);
        }
        catch (PrerequisiteMissing e) when (e.Message.Contains(TooEarly, StringComparison.Ordinal))
        {
            // Nothing was committed after that time, which is how the server would have known it: all there is, is what was then.
            var settings = Path.Combine(postgres, "postgresql.auto.conf");
            var lines = await File.ReadAllLinesAsync(settings, cancel);
            await File.WriteAllLinesAsync(settings, lines.Where(l => !l.StartsWith("recovery_target", StringComparison.Ordinal)), cancel);
            return (await EmbeddedPostgres.Start(root, postgres, passing, cancel), false);
        }
    }

    private static async Task Settle(string admin, string wal, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        foreach (var setting in new[] { "restore_command", "recovery_target_time", "recovery_target_action" })
        {
            await using var reset = new NpgsqlCommand($"ALTER SYSTEM RESET {setting}", connection);
            await reset.ExecuteNonQueryAsync(cancel);
        }
        Directory.Delete(wal, recursive: true);
    }

    private static DateTimeOffset? LastChangeIn(string log)
    {
        var said = File.ReadLines(log).Select(l => LastTransaction().Match(l)).LastOrDefault(m => m.Success);
        return said is null
            ? null
            : DateTimeOffset.Parse(said.Groups[1].Value + "Z", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }

    [GeneratedRegex(@"last completed transaction was at log time (\S+ \S+)\+00")]
    private static partial Regex LastTransaction();
}
