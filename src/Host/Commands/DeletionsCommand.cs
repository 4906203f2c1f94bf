using Niaga.Host.Database;
using Niaga.Host.Tenants;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;

namespace Niaga.Host.Commands;

/// <summary>
/// <c>deletions apply [SLUG]</c>: after a restore, destroys again what the ledger outside the database says was destroyed.
/// </summary>
internal static class DeletionsCommand
{
    public static async Task<int> Run(string[] args)
    {
        if (args.Length > 1)
            throw new PrerequisiteMissing("deletions apply [SLUG]");

        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, CancellationToken.None);
        await using var app = Website.Build(deployment.Modules, () => deployment.Connections.App, Deployment.Folder, "http://localhost:0");
        var again = app.Services.GetRequiredService<PurgeAgain>();
        foreach (var (tenant, slug) in await TenantList.Read(app.Services.GetRequiredService<Databases>(), args.FirstOrDefault()))
        {
            var result = await again.Apply(tenant, CancellationToken.None);
            if (result != default)
                Console.WriteLine($"{slug}: {result.Destroyed} rows destroyed again, {result.Left} left because something needs them");
        }
        Console.WriteLine("The deletion ledger is applied.");
        return 0;
    }
}
