using Microsoft.Extensions.DependencyInjection.Extensions;
using Niaga.Host.Database;
using Niaga.Platform.Modules;

namespace Niaga.Host.Backups;

/// <summary>Niaga on a side server: with the deployment's keys, ledgers of its own, and nothing that runs by itself.</summary>
internal static class SideSite
{
    /// <param name="modules">The manifests.</param>
    /// <param name="connection">The application's connection string there.</param>
    /// <param name="configuration">The deployment's.</param>
    /// <param name="dataFolder">The deployment's: its keys are read, nothing is written.</param>
    /// <param name="folder">For what it writes.</param>
    public static WebApplication Build(
        ModuleCatalog modules,
        string connection,
        IConfiguration configuration,
        string dataFolder,
        string folder
    )
    {
        string At(string setting, string name) => $"--{setting}={configuration[setting] ?? Path.Combine(dataFolder, name)}";
        return Website.Build(
            modules,
            () => connection,
            folder,
            "http://127.0.0.1:0",
            [
                At("Encryption:KeyFolder", "tenant-keys"),
                At("Encryption:KeyCopyFolder", "tenant-keys-copy"),
                At("Encryption:MasterKeyFile", "master.key"),
                At("Niaga:Keys:Folder", "signing-keys"),
                At("Files:Folder", "files"),
            ],
            // No mail, no webhook, no schedule: it is a look into the past.
            services => services.RemoveAll<IHostedService>()
        );
    }

    /// <summary>The ledgers as they are now, for the side: what was destroyed meanwhile has to go there too.</summary>
    public static void CopyLedgers(string dataFolder, string folder)
    {
        var ledger = Path.Combine(dataFolder, "deletion-ledger");
        var target = Path.Combine(folder, "deletion-ledger");
        Directory.CreateDirectory(target);
        if (Directory.Exists(ledger))
        {
            foreach (var file in Directory.EnumerateFiles(ledger))
                Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
        var heads = Path.Combine(dataFolder, "audit-heads.log");
        if (File.Exists(heads))
            Copy(heads, Path.Combine(folder, "audit-heads.log"));
    }

    /// <summary>The site writes to it meanwhile.</summary>
    private static void Copy(string file, string target)
    {
        using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var to = new FileStream(target, FileMode.Create);
        from.CopyTo(to);
    }
}
