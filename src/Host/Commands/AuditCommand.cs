using Niaga.Host.Tenants;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;

namespace Niaga.Host.Commands;

/// <summary><c>audit verify [SLUG]</c>: recomputes every chain and names the first broken link of each.</summary>
internal static class AuditCommand
{
    public static async Task<int> Run(string[] args)
    {
        await using var deployment = await Deployment.Open(Task.Run(Modules.Find), beside: true, CancellationToken.None);
        await using var databases = new Databases(deployment.Connections.App);
        var verification = new AuditVerification(databases, new(Path.Combine(Deployment.Folder, "audit-heads.log")));
        var (links, broken) = (0L, 0);
        foreach (var (tenant, slug) in await TenantList.Read(databases, args.FirstOrDefault()))
        {
            var result = await verification.Verify(tenant, CancellationToken.None);
            links += result.Links;
            if (result.Broken is null)
                continue;

            broken++;
            Console.WriteLine($"{slug}: broken at {result.Broken}");
        }
        Console.WriteLine($"{links} links verified, {broken} broken chains");
        return broken == 0 ? 0 : 1;
    }
}
