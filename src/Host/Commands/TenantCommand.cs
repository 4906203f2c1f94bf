using System.Globalization;
using Niaga.Host.Backups;
using Niaga.Host.Database;
using Niaga.Host.Tenants;
using Niaga.Platform.Data;

namespace Niaga.Host.Commands;

/// <summary>
/// <c>tenant list</c>, <c>tenant suspend|resume|terminate SLUG --reason "…"</c>: the operator's hand on a business's lifecycle, audited.
/// </summary>
internal static class TenantCommand
{
    public const string Usage =
        "tenant list | tenant suspend|resume|terminate SLUG --reason \"…\" | tenant export SLUG --to FILE"
        + " | tenant import FILE --slug SLUG [--new-id] [--unsigned] | tenant restore SLUG --at TIME [--dry-run]";

    public static async Task<int> Run(string[] args)
    {
        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, CancellationToken.None);
        await using var app = Website.Build(deployment.Modules, () => deployment.Connections.App, Deployment.Folder, "http://localhost:0");
        return args switch
        {
            ["list"] => await Show(app.Services),
            ["suspend", var slug, "--reason", var reason] => await Change(app.Services, slug, "suspended", reason),
            ["resume", var slug, "--reason", var reason] => await Change(app.Services, slug, "active", reason),
            ["terminate", var slug, "--reason", var reason] => await Change(app.Services, slug, "terminated", reason),
            ["export", var slug, "--to", var file] => await TenantArchiveCommand.Export(app.Services, slug, file),
            ["import", var file, "--slug", var slug, .. var flags] => await TenantArchiveCommand.Import(app.Services, file, slug, flags),
            ["restore", var slug, "--at", var at] => await Restore(deployment, app.Services, slug, at, dryRun: false),
            ["restore", var slug, "--at", var at, "--dry-run"] => await Restore(deployment, app.Services, slug, at, dryRun: true),
            _ => throw new PrerequisiteMissing(Usage),
        };
    }

    private static async Task<int> Restore(Deployment deployment, IServiceProvider services, string slug, string at, bool dryRun)
    {
        var backups = StoredBackups.Open(BackupSettings.FromEnvironment(), Deployment.Folder, TimeProvider.System);
        var (source, migrator) = (deployment.Source, deployment.Connections.Migrator);
        var restore = new RestoreBusiness(backups, source, migrator, services, deployment.Modules);
        var result = await restore.Run(slug, StoredBackups.Time(at), dryRun, CancellationToken.None);
        foreach (var table in result.Tables.Where(t => t.Lacking + t.Changed + t.Later > 0))
            Console.WriteLine(table.InWords);
        foreach (var (table, then, now) in result.Changes)
            Console.WriteLine($"{table}\n  then {then ?? "-"}\n  now  {now ?? "-"}");
        if (dryRun)
        {
            Console.WriteLine("Nothing was changed.");
            return 0;
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {slug} is as it was at {at}.
                {result.DestroyedAgain} rows destroyed again, {result.Files} files brought back, {result.Missing} missing.
                The way back: ./niaga tenant restore {slug} --at {result.Began!.Value.UtcDateTime:O}
                All of it as it was before lies in {result.Safety}; the line of backup.key is its passphrase:
                gpg -d opens it, and ./niaga tenant import brings it in beside (--slug ANOTHER --new-id).
                """
            )
        );
        return 0;
    }

    private static async Task<int> Show(IServiceProvider services)
    {
        await using var command = services
            .GetRequiredService<Databases>()
            .Shared.CreateCommand("SELECT slug, status, created_at FROM platform.tenants ORDER BY slug");
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            Console.WriteLine($"{rows.GetString(0), -40} {rows.GetString(1), -10} since {rows.GetDateTime(2):yyyy-MM-dd}");
        return 0;
    }

    private static async Task<int> Change(IServiceProvider services, string slug, string to, string reason)
    {
        var (tenant, _) = (await TenantList.Read(services.GetRequiredService<Databases>(), slug))[0];
        await TenantStatus.Change(services, tenant, to, reason);
        Console.WriteLine($"{slug} is {to}.");
        return 0;
    }
}
