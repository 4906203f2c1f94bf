using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Notifications;

/// <summary>The caller has read notifications, or wants them back as unread. Theirs alone, so it stands in no audit log.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
internal sealed class MarkNotifications(TenantSession session, ModuleCatalog modules, Caller caller, UnreadNotifications unread)
    : UseCase<MarkNotifications, MarkNotifications.Input, int>
{
    public const int Most = 200;

    /// <param name="Ids">Which; null for all.</param>
    /// <param name="Read">Read, or unread again.</param>
    /// <param name="Kind">Only those of one kind; null for every kind.</param>
    public sealed record Input(IReadOnlyCollection<Guid>? Ids, bool Read, string? Kind = null);

    public override async Task<Outcome<int>> Run(Input input, CancellationToken cancel)
    {
        if (input.Ids is { Count: > Most })
            return PlatformErrors.TooManyLines(nameof(input.Ids), Most);

        var mine = Inbox.KindsOf(modules, caller, input.Kind);
        Guid[]? ids = input.Ids is null ? null : [.. input.Ids.Distinct()];
        if (
            ids is not null
            && await Write($"SELECT n.notification_id {Inbox.Mine} AND n.notification_id = ANY ($5)", mine, ids, cancel) < ids.Length
        )
            return PlatformErrors.NotFound();

        var these = ids is null ? "$5::uuid[] IS NULL" : "n.notification_id = ANY ($5)";
        var changed = await Write(
            input.Read
                ? $"""
                INSERT INTO platform.notification_reads (tenant_id, person_id, notification_id)
                SELECT $1, $2, n.notification_id {Inbox.Mine} AND {these} ON CONFLICT DO NOTHING RETURNING 1
                """
                : $"""
                DELETE FROM platform.notification_reads d WHERE d.tenant_id = $1 AND d.person_id = $2
                AND d.notification_id IN (SELECT n.notification_id {Inbox.Mine} AND {these}) RETURNING 1
                """,
            mine,
            ids,
            cancel
        );
        var tenant = session.Tenant;
        session.AfterCommit(() => unread.Forget(tenant));
        return changed;
    }

    /// <returns>How many rows it answers.</returns>
    private async Task<int> Write(string sql, string[] kinds, Guid[]? ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, session.Connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid> { TypedValue = caller.Person!.Value.Value },
                new NpgsqlParameter<string[]> { TypedValue = kinds },
                new NpgsqlParameter<string[]> { TypedValue = Inbox.PermissionsOf(modules, caller) },
                new()
                {
                    Value = (object?)ids ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid,
                },
            },
        };
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var count = 0;
        while (await rows.ReadAsync(cancel))
            count++;
        return count;
    }
}
