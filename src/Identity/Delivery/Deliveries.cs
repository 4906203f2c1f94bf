using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Delivery;

/// <summary>What is on its way to somebody, held while it is sent; and how it ends. Within the work's transaction.</summary>
internal sealed class Deliveries(TenantSession session, ModuleCatalog modules, Recipients recipients, TimeProvider clock)
{
    /// <param name="Notification">Which.</param>
    /// <param name="Kind">What it is; null when its module is gone.</param>
    /// <param name="Permission">What getting it asks for beside what its kind does, or null.</param>
    /// <param name="Details">What its placeholders stand for, as kept.</param>
    /// <param name="Path">Where it leads, or null.</param>
    /// <param name="ToldAt">When it was told.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="DealtWith">Nothing is to be done any more.</param>
    /// <param name="Read">They have read it in the inbox.</param>
    internal sealed record Open(
        Guid Notification,
        NotificationKind? Kind,
        string? Permission,
        string Details,
        string? Path,
        DateTimeOffset ToldAt,
        string State,
        bool DealtWith,
        bool Read
    );

    /// <summary>What has not ended yet: one, or all of a digest, the oldest first.</summary>
    public Task<List<Open>> Hold(Guid person, string way, Guid? notification, DateTimeOffset? digest, CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT n.notification_id, n.kind, n.details, n.path, n.told_at, d.state, n.dealt_at IS NOT NULL,
                EXISTS (SELECT FROM platform.notification_reads r
                    WHERE r.tenant_id = d.tenant_id AND r.person_id = d.person_id AND r.notification_id = d.notification_id), n.permission
            FROM platform.notification_deliveries d JOIN platform.notifications n USING (tenant_id, notification_id)
            WHERE d.tenant_id = {session.Tenant.Value} AND d.person_id = {person} AND d.channel = {way} AND d.ended_at IS NULL
                AND (d.notification_id = {notification ?? Guid.Empty}
                    OR (d.state = 'digest' AND d.due_at <= {digest ?? DateTimeOffset.UnixEpoch}))
            ORDER BY n.notification_id FOR UPDATE OF d
            """,
            row => new Open(
                row.GetGuid(0),
                modules.NotificationKinds.GetValueOrDefault(row.GetString(1)),
                row.IsDBNull(8) ? null : row.GetString(8),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.GetFieldValue<DateTimeOffset>(4),
                row.GetString(5),
                row.GetBoolean(6),
                row.GetBoolean(7)
            ),
            cancel
        );

    /// <summary>Why it is no longer of use to them, and who they are where it still is.</summary>
    public async Task<(Recipients.Recipient? To, string? Reason)> Look(Open open, PersonId person, string way, CancellationToken cancel)
    {
        if (open.Kind is not { } kind)
            return (null, "gone");
        if (open.DealtWith)
            return (null, "settled");
        // What waited longest is the likeliest to have been seen meanwhile.
        if (open.Read && open.State != "waiting")
            return (null, "read");

        var to = (await recipients.Of(kind, open.Permission, open.ToldAt, person, cancel)).FirstOrDefault();
        return to is null ? (null, "not_theirs")
            : to.Ways.Contains(way) ? (to, null)
            : (null, "unwanted");
    }

    public Task Sent(Guid notification, Guid person, string way, CancellationToken cancel) =>
        End(notification, person, way, "sent", null, cancel);

    /// <summary>No further try can do it. The reason is part of a text's key: <c>notifications.reason.{reason}</c>.</summary>
    public Task Failed(Guid notification, Guid person, string way, string reason, CancellationToken cancel) =>
        End(notification, person, way, "failed", reason, cancel);

    /// <summary>It is of no use any more; the reason as of <see cref="Failed"/>.</summary>
    public Task Dropped(Guid notification, Guid person, string way, string reason, CancellationToken cancel) =>
        End(notification, person, way, "dropped", reason, cancel);

    /// <summary>Not now: their quiet hours have begun meanwhile.</summary>
    public async Task Held(Guid notification, Guid person, string way, DateTimeOffset due, CancellationToken cancel)
    {
        await using var hold = new NpgsqlCommand(
            """
            UPDATE platform.notification_deliveries SET state = 'held', due_at = $5
            WHERE tenant_id = $1 AND notification_id = $2 AND person_id = $3 AND channel = $4
            """,
            session.Connection
        )
        {
            Parameters =
            {
                new() { Value = session.Tenant.Value },
                new() { Value = notification },
                new() { Value = person },
                new() { Value = way },
                new() { Value = due },
            },
        };
        await hold.ExecuteNonQueryAsync(cancel);
    }

    private async Task End(Guid notification, Guid person, string way, string state, string? reason, CancellationToken cancel)
    {
        await using var end = new NpgsqlCommand(
            """
            UPDATE platform.notification_deliveries SET state = $5, reason = $6, ended_at = $7
            WHERE tenant_id = $1 AND notification_id = $2 AND person_id = $3 AND channel = $4
            """,
            session.Connection
        )
        {
            Parameters =
            {
                new() { Value = session.Tenant.Value },
                new() { Value = notification },
                new() { Value = person },
                new() { Value = way },
                new() { Value = state },
                new() { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                new() { Value = clock.GetUtcNow() },
            },
        };
        await end.ExecuteNonQueryAsync(cancel);
    }
}
