using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>Work over every business, said out loud: the only way to it, and only within the platform.</summary>
internal sealed class AllTenants(Databases databases)
{
    /// <summary>Calls <paramref name="act"/> for every active business in turn, each behind its own lock.</summary>
    public async Task ForEachTenant(Func<TenantId, Task> act, CancellationToken cancel)
    {
        foreach (var tenant in await List("active", cancel))
            await act(tenant);
    }

    /// <summary>Tenants in a state, or all when it is null; the platform's own entry last.</summary>
    public async Task<IReadOnlyList<TenantId>> List(string? status, CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            "SELECT tenant_id FROM platform.tenants WHERE $1::text IS NULL OR status = $1 ORDER BY tenant_id DESC"
        );
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)status ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
        );
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var tenants = new List<TenantId>();
        while (await rows.ReadAsync(cancel))
            tenants.Add(new(rows.GetGuid(0)));
        return tenants;
    }
}
