using Niaga.Host.Database;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Host.Commands;

/// <summary>
/// <c>tenant list</c>, <c>tenant suspend|resume|terminate SLUG --reason "…"</c>: the operator's hand on a business's lifecycle, audited.
/// </summary>
internal static class TenantCommand
{
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
            _ => throw new PrerequisiteMissing("tenant list | tenant suspend|resume|terminate SLUG --reason \"…\""),
        };
    }

    /// <summary>Ids and slugs of all tenants, or of the one with that slug.</summary>
    public static async Task<IReadOnlyList<(TenantId Id, string Slug)>> List(Databases databases, string? slug)
    {
        await using var command = databases.Shared.CreateCommand(
            "SELECT tenant_id, slug FROM platform.tenants WHERE $1::text IS NULL OR slug = $1 ORDER BY slug"
        );
        command.Parameters.Add(new() { Value = (object?)slug ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<(TenantId, string)>();
        while (await rows.ReadAsync())
            found.Add((new(rows.GetGuid(0)), rows.GetString(1)));
        return found.Count == 0 && slug is not null ? throw new PrerequisiteMissing($"No business has the address \"{slug}\".") : found;
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
        var (tenant, _) = (await List(services.GetRequiredService<Databases>(), slug))[0];
        await using var scope = services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(Origin.Operator);
        var outcome = await ChangeTenantStatus.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new(to, reason),
            CancellationToken.None
        );
        if (!outcome.Succeeded(out _, out var refusal))
            throw new PrerequisiteMissing(services.GetRequiredService<TextCatalog>().Get(Language.English, refusal));

        Console.WriteLine($"{slug} is {to}.");
        return 0;
    }
}
