using Niaga.Host.Database;
using Niaga.Host.Tenants;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Texts;
using Niaga.Platform.Upgrades;
using Niaga.Platform.UseCases;

namespace Niaga.Host.Commands;

/// <summary>
/// <c>keys rotate SLUG [--resume]</c>: a new data key for a business; <c>keys rewrap</c>: every key wrapped by the newest master key, which
/// <c>keys new-master</c> adds to the file; <c>keys check</c>: whether both copies agree and unwrap;
/// <c>keys destroy SLUG --reason "…"</c>: of an ended business of which nothing encrypted is kept, with a certificate.
/// </summary>
internal static class KeysCommand
{
    private const string Usage =
        "keys rotate SLUG [--resume] | keys new-master | keys rewrap | keys check | keys destroy SLUG --reason \"…\"";

    public static async Task<int> Run(string[] args)
    {
        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, CancellationToken.None);
        await using var app = Website.Build(deployment.Modules, () => deployment.Connections.App, Deployment.Folder, "http://localhost:0");
        return args switch
        {
            ["rotate", var slug] => await Rotate(app.Services, slug, fresh: true),
            ["rotate", var slug, "--resume"] => await Rotate(app.Services, slug, fresh: false),
            ["new-master"] => AddMaster(app.Configuration),
            ["rewrap"] => await Rewrap(app.Services),
            ["check"] => await Check(app.Services),
            ["destroy", var slug, "--reason", var reason] => await Destroy(app.Services, slug, reason),
            _ => throw new PrerequisiteMissing(Usage),
        };
    }

    private static async Task<int> Rotate(IServiceProvider services, string slug, bool fresh)
    {
        var (tenant, _) = (await TenantList.Read(services.GetRequiredService<Databases>(), slug))[0];
        var rotation = ActivatorUtilities.CreateInstance<DataKeyRotation>(services);
        var rows = await rotation.Run(tenant, fresh, p => Console.WriteLine($"{p.Table}: {p.Rows} rows"), CancellationToken.None);
        Console.WriteLine($"{slug} has a new data key; {rows} rows are encrypted with it. The older keys lie in escrow for backups.");
        return 0;
    }

    private static int AddMaster(IConfiguration configuration)
    {
        if (configuration["Encryption:MasterKey"] is { Length: > 0 } || configuration["Encryption:Vault:Address"] is { Length: > 0 })
            throw new PrerequisiteMissing("The master key lies in the environment or in Vault: add a version there, then run keys rewrap.");
        var file = configuration["Encryption:MasterKeyFile"] ?? Path.Combine(Deployment.Folder, "master.key");
        Console.WriteLine($"Version {LocalMasterKey.AddVersion(file)} is in the file. Start every node again, then run keys rewrap.");
        return 0;
    }

    private static async Task<int> Rewrap(IServiceProvider services)
    {
        var done = await new KeyRotation(services.GetRequiredService<TenantKeys>()).RewrapAll(CancellationToken.None);
        Console.WriteLine($"The keys of {done} businesses are wrapped by the newest master key; no row was touched.");
        return 0;
    }

    private static async Task<int> Destroy(IServiceProvider services, string slug, string reason)
    {
        var (tenant, _) = (await TenantList.Read(services.GetRequiredService<Databases>(), slug))[0];
        await using var scope = services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(Origin.Operator);
        var outcome = await DestroyKeys.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new(reason), CancellationToken.None);
        if (!outcome.Succeeded(out var certificate, out var refusal))
            throw new PrerequisiteMissing(scope.ServiceProvider.GetRequiredService<Words>()[refusal]);

        var keys = services.GetRequiredService<TenantKeys>();
        keys.Folder.Destroy(tenant, services.GetRequiredService<TimeProvider>().GetUtcNow());
        keys.Forget(tenant);
        // Only now, when neither place has them any more.
        Console.WriteLine(certificate.Text);
        Console.WriteLine($"signed with {certificate.KeyId}: {Convert.ToHexStringLower(certificate.Signature)}");
        Console.WriteLine($"The keys of {slug} are destroyed in both places. What backups still hold of it opens nowhere; print this.");
        return 0;
    }

    private static async Task<int> Check(IServiceProvider services)
    {
        var keys = services.GetRequiredService<TenantKeys>();
        var differing = keys.Folder.Differing();
        foreach (var tenant in differing)
            Console.WriteLine($"{tenant}: the two copies of its keys differ, or one is missing");
        var checkedKeys = 0;
        foreach (var tenant in keys.Folder.Tenants.ToArray())
        {
            await keys.Of(tenant, CancellationToken.None);
            checkedKeys++;
        }
        Console.WriteLine($"The keys of {checkedKeys} businesses unwrap.");
        return differing.Count == 0 ? 0 : 1;
    }
}
