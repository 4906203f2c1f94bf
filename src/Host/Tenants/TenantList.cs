using Niaga.Host.Database;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Host.Tenants;

/// <summary>The businesses of a deployment, for commands.</summary>
internal static class TenantList
{
    /// <summary>Ids and slugs of all tenants, or of the one with that slug.</summary>
    public static async Task<IReadOnlyList<(TenantId Id, string Slug)>> Read(Databases databases, string? slug)
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
}
