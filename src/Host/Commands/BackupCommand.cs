using System.Globalization;
using Niaga.Host.Backups;
using Niaga.Host.Database;
using Niaga.Platform;
using Niaga.Platform.ObjectStores;

namespace Niaga.Host.Commands;

/// <summary><c>backup</c> and what belongs to it: taking, looking at, verifying, restoring, practising.</summary>
internal static class BackupCommand
{
    private const string Usage = """
        backup                                 a base backup now; the log follows by itself while Niaga runs
        backup list                            what can be restored
        backup verify                          reads everything: hashes, what opens, a log without a gap
        backup prune                           takes away what no moment of the last Backup__KeepDays days needs
        backup drill                           restores everything to a side server, checks it, measures, and takes it away again
        backup files                           copies businesses' files, ledgers and keys now
        backup restore --at TIME --to FOLDER   a data folder as everything was at TIME, such as 2026-11-30T09:00:00+08:00

        Backup__Folder says where backups lie, Backup__KeysFolder where a copy of the keys goes, Backup__KeyFile what encrypts them.
        """;

    public static async Task<int> Run(string[] args)
    {
        var cancel = CancellationToken.None;
        return args switch
        {
            [] => await Take(cancel),
            ["list"] => await List(Open(), cancel),
            ["verify"] => await Verify(Open(), cancel),
            ["prune"] => await Prune(Open(), cancel),
            ["files"] => await Files(await OpenOrBegin(), cancel),
            ["drill"] => await Drill(Open(), cancel),
            ["restore", "--at", var at, "--to", var folder] => await Restore(Open(), StoredBackups.Time(at), folder, cancel),
            ["help" or "--help" or "-h"] => Help(),
            _ => throw new PrerequisiteMissing(Usage),
        };
    }

    private static int Help()
    {
        Console.WriteLine(Usage);
        return 0;
    }

    private static IObjectStore BusinessFiles =>
        PlatformServices.FilesAt(new ConfigurationBuilder().AddEnvironmentVariables().Build(), Deployment.Folder);

    private static StoredBackups Open() => StoredBackups.Open(BackupSettings.FromEnvironment(), Deployment.Folder, TimeProvider.System);

    private static Task<StoredBackups> OpenOrBegin() =>
        StoredBackups.OpenOrBegin(
            BackupSettings.FromEnvironment(),
            Deployment.Folder,
            TimeProvider.System,
            file => Console.WriteLine($"{file} was made and encrypts the backups. Keep a copy elsewhere: without it no backup opens."),
            CancellationToken.None
        );

    private static async Task<int> Take(CancellationToken cancel)
    {
        var backups = await OpenOrBegin();
        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, cancel);
        await RestoreBusiness.Sweep(Deployment.Folder, deployment.Connections.Migrator, cancel);
        var manifest = await backups.TakeBase(deployment.Source, cancel);
        var files = await new FileBackup(backups).Run(BusinessFiles, Deployment.Folder, cancel);
        Console.WriteLine(Line(manifest));
        Console.WriteLine($"{files.Copied} files copied, {Size(files.Bytes)}.");
        if (files.Keys is null)
            Console.WriteLine("The keys are not in it: copy tenant-keys and signing-keys elsewhere, or set Backup__KeysFolder.");
        return 0;
    }

    private static async Task<int> List(StoredBackups backups, CancellationToken cancel)
    {
        var all = await BackupManifest.All(backups.Store, backups.Key, cancel);
        foreach (var manifest in all)
            Console.WriteLine(Line(manifest));
        foreach (var newest in all.GroupBy(m => m.System).Select(g => g.Last()))
        {
            var segments = await backups.Wal.Segments(newest.System, newest.SegmentBytes, cancel);
            var last = await backups.Wal.LastShipped(newest.System, cancel);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Log of {newest.System}: {segments.Count} segments, the last shipped {last:yyyy-MM-dd HH:mm:ss'Z'}"
                )
            );
        }
        if (all.Count == 0)
            Console.WriteLine("There is no base backup yet.");
        return 0;
    }

    private static async Task<int> Verify(StoredBackups backups, CancellationToken cancel)
    {
        var result = await new BackupVerification(backups).Run(cancel);
        foreach (var complaint in result.Complaints)
            Console.WriteLine(complaint);
        foreach (var note in result.Notes)
            Console.WriteLine(note);
        Console.WriteLine(
            $"{result.Bases} base backups and {result.Segments} files of the log are whole ({Size(result.Bytes)}); "
                + $"{result.Complaints.Count} complaints."
        );
        return result.Complaints.Count == 0 ? 0 : 1;
    }

    private static async Task<int> Prune(StoredBackups backups, CancellationToken cancel)
    {
        var result = await new BackupPruning(backups).Run(cancel);
        foreach (var note in result.Notes)
            Console.WriteLine(note);
        Console.WriteLine($"{result.Bases} base backups, {result.Segments} segments and {result.Files} files taken away.");
        var safety = new SafetyArchive(Deployment.Folder).Prune(
            TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(backups.Settings.KeepDays)
        );
        if (safety > 0)
            Console.WriteLine($"{safety} archives that restores of a business had made before are taken away.");
        return 0;
    }

    private static async Task<int> Files(StoredBackups backups, CancellationToken cancel)
    {
        var result = await new FileBackup(backups).Run(BusinessFiles, Deployment.Folder, cancel);
        Console.WriteLine($"{result.Copied} files copied, {Size(result.Bytes)}.");
        return 0;
    }

    private static async Task<int> Drill(StoredBackups backups, CancellationToken cancel)
    {
        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, cancel);
        await RestoreBusiness.Sweep(Deployment.Folder, deployment.Connections.Migrator, cancel);
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var report = await new BackupDrill(backups, deployment.Source, deployment.Modules, configuration).Run(cancel);
        foreach (var complaint in report.Complaints)
            Console.WriteLine(complaint);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                Restored to {report.At:yyyy-MM-dd HH:mm:ss'Z'}, answering in {report.RtoSeconds:0.0} s (RTO).
                The newest of the log is {report.RpoSeconds:0} s old (RPO).
                {report.Tables.Count} tables with {report.Tables.Sum(t => t.Value.Rows)} rows, {report.Indexes} indexes,
                {report.AuditLinks} audit links, {report.DestroyedAgain} rows destroyed again;
                {Size(report.StoredBytes)} stored, {Size(report.DataBytes)} of data.
                {(report.Passed ? "All of it holds." : $"{report.Complaints.Count} complaints: this backup is not verified.")}
                """
            )
        );
        return report.Passed ? 0 : 1;
    }

    private static async Task<int> Restore(StoredBackups backups, DateTimeOffset at, string folder, CancellationToken cancel)
    {
        folder = Path.GetFullPath(folder);
        var began = TimeProvider.System.GetTimestamp();
        await using var side = await SideServer.Open(backups, at, folder, keep: true, cancel);
        var files = new FileBackup(backups);
        var keys = await files.Restore(folder, cancel);
        var copied = await files.RestoreFiles(new FolderStore(Path.Combine(folder, "files")), "", cancel);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                Restored to {at:yyyy-MM-dd HH:mm:ss'Z'} in {TimeProvider.System.GetElapsedTime(
                    began
                ).TotalSeconds:0.0} s, {copied} files. {Last(side)}
                {(
                    keys
                        ? "Keys and ledgers are in it; put master.key beside them"
                        : "The ledgers are in it; put tenant-keys, signing-keys, keys and master.key beside them"
                )}, then, before anybody signs in:
                  NIAGA_DATA={folder} ./niaga deletions apply
                  NIAGA_DATA={folder} ./niaga audit verify
                  NIAGA_DATA={folder} ./niaga run
                """
            )
        );
        return 0;
    }

    private static string Last(SideServer side)
    {
        var reached = side.Reached ? "" : "The archived log ends before that time. ";
        return side.LastChange is { } last
            ? string.Create(CultureInfo.InvariantCulture, $"{reached}The last change in it is of {last:yyyy-MM-dd HH:mm:ss.fff'Z'}.")
            : $"{reached}Nothing was written after its base.";
    }

    private static string Line(BackupManifest manifest) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{manifest.Name}  since {manifest.FinishedAt:yyyy-MM-dd HH:mm:ss'Z'}  "
                + $"{Size(manifest.DataBytes)} in {manifest.DataFiles} files, {Size(manifest.Bytes)} stored"
        );

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB");
}
