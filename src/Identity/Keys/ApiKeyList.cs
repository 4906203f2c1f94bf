using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Npgsql;

namespace Niaga.Identity.Keys;

/// <summary>Whether a key works, and if not, why.</summary>
internal enum KeyState
{
    Working,

    /// <summary>Its maker is suspended: it works again when they do.</summary>
    Stopped,
    Expired,
    Revoked,
}

/// <summary>A key as a list shows it.</summary>
internal sealed record ApiKeyRow(
    Guid Id,
    string Name,
    string Hint,
    string MadeBy,
    IReadOnlyList<string> Scope,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    KeyState State
);

/// <summary>The keys of the caller's business, newest first.</summary>
internal sealed class ApiKeyList(Databases databases, Caller caller, TimeProvider clock)
{
    /// <summary>What one look reads at most.</summary>
    public const int Most = 500;

    public sealed record Page(IReadOnlyList<ApiKeyRow> Rows, int Total);

    public async Task<Page> Read(int page, int size, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var batch = databases.Of(caller.Business).CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = caller.Business.ToString() } } });
        batch.BatchCommands.Add(
            new("SELECT count(*)::int FROM platform.api_keys WHERE tenant_id = $1")
            {
                Parameters = { new() { Value = caller.Business.Value } },
            }
        );
        batch.BatchCommands.Add(
            new(
                """
                SELECT k.key_id, k.name, k.hint, p.display_name, k.scope, k.created_at, k.expires_at, k.revoked_at, m.status,
                    u.last_seen_at, host(u.last_address)
                FROM platform.api_keys k
                JOIN platform.memberships m ON m.tenant_id = k.tenant_id AND m.person_id = k.person_id
                JOIN platform.known_people p ON p.tenant_id = k.tenant_id AND p.person_id = k.person_id
                LEFT JOIN LATERAL (
                    SELECT last_seen_at, last_address FROM platform.api_key_places u
                        WHERE u.tenant_id = k.tenant_id AND u.key_id = k.key_id ORDER BY last_seen_at DESC LIMIT 1
                ) u ON true
                WHERE k.tenant_id = $1 ORDER BY k.key_id DESC OFFSET $2 LIMIT $3
                """
            )
            {
                Parameters =
                {
                    new() { Value = caller.Business.Value },
                    new() { Value = (page - 1) * size },
                    new() { Value = size },
                },
            }
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        await rows.ReadAsync(cancel);
        var total = rows.GetInt32(0);
        await rows.NextResultAsync(cancel);
        var found = new List<ApiKeyRow>();
        while (await rows.ReadAsync(cancel))
            found.Add(Make(rows, now));
        return new(found, total);
    }

    private static ApiKeyRow Make(NpgsqlDataReader row, DateTimeOffset now)
    {
        var expires = row.GetFieldValue<DateTimeOffset>(6);
        var state =
            !row.IsDBNull(7) ? KeyState.Revoked
            : expires <= now ? KeyState.Expired
            : row.GetString(8) != "active" ? KeyState.Stopped
            : KeyState.Working;
        return new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetFieldValue<string[]>(4),
            row.GetFieldValue<DateTimeOffset>(5),
            expires,
            row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
            row.IsDBNull(10) ? null : row.GetString(10),
            state
        );
    }
}
