using System.Text.Json;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Platform.Notifications;

/// <summary>
/// Tells people something, within the transaction of a use case or of background work and so only when it commits. The same thing told
/// again, by however many at once, is one notification until it is dealt with: the database's own constraint. It then says what was told
/// last, and whoever has read it is not asked again.
/// </summary>
public sealed class Notifier(
    TenantSession session,
    ModuleCatalog modules,
    UnreadNotifications unread,
    WorkSignal signal,
    TimeProvider clock
)
{
    /// <summary>The work of bringing one to whoever wants it by mail.</summary>
    internal const string Delivery = "platform.deliver_notification";

    /// <summary>Tells everybody who may get this kind, or one person of them.</summary>
    /// <param name="kind">A kind some manifest declares.</param>
    /// <param name="subject">What it is about: the same again rings no bell. Told in one order where one act tells several.</param>
    /// <param name="details">What the kind's placeholders stand for, each of them.</param>
    /// <param name="path">Where it leads, within the business's address and without a leading slash; null for nowhere.</param>
    /// <param name="person">Whom alone; somebody who is no member is told nothing.</param>
    /// <param name="permission">What they must hold beside what its kind asks; null for nothing.</param>
    public void Tell(
        string kind,
        string subject,
        NotificationDetails details,
        string? path = null,
        PersonId? person = null,
        string? permission = null
    )
    {
        if (!modules.NotificationKinds.TryGetValue(kind, out var known))
            throw new InvalidOperationException($"No manifest declares the notification '{kind}'.");
        if (known.Permission is null && person is null)
            throw new InvalidOperationException($"Nobody is named, and '{kind}' says nobody who may get it.");
        if (!details.Names.Order(StringComparer.Ordinal).SequenceEqual(known.Placeholders.Order(StringComparer.Ordinal)))
            throw new InvalidOperationException($"'{kind}' has the placeholders {string.Join(", ", known.Placeholders)}.");

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        Write(
            """
            WITH told AS (
                INSERT INTO platform.notifications AS n
                    (tenant_id, notification_id, kind, subject, person_id, details, path, told_at, permission)
                SELECT $1, $2, $3, $4, $5, $6, $7, $8, $12
                WHERE $5 IS NULL OR EXISTS (SELECT FROM platform.memberships WHERE tenant_id = $1 AND person_id = $5)
                ON CONFLICT (tenant_id, kind, subject, person_id) WHERE dealt_at IS NULL
                DO UPDATE SET details = excluded.details, path = excluded.path, permission = excluded.permission
                    WHERE (n.details, n.path, n.permission) IS DISTINCT FROM (excluded.details, excluded.path, excluded.permission)
                RETURNING notification_id)
            INSERT INTO platform.work_items (tenant_id, item_id, kind, idempotency_key, payload, state, due_at, created_at)
            SELECT $1, $2, $9, notification_id::text, $10, 'waiting', $8, $8 FROM told WHERE $11 AND notification_id = $2
            """,
            new NpgsqlParameter<Guid> { TypedValue = id },
            new NpgsqlParameter<string> { TypedValue = kind },
            new NpgsqlParameter<string> { TypedValue = subject },
            new() { Value = (object?)person?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new NpgsqlParameter<string> { TypedValue = details.Json },
            new() { Value = (object?)path ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
            new NpgsqlParameter<string> { TypedValue = Delivery },
            new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(new ToDeliver(id)) },
            new NpgsqlParameter<bool> { TypedValue = known.Mail != ByMail.Never },
            new() { Value = (object?)permission ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        session.AfterCommit(signal.Raise);
    }

    /// <summary>It has been dealt with: it asks nobody for anything any more, and the next time it is told anew.</summary>
    public void Settle(string kind, string subject) =>
        Write(
            """
            UPDATE platform.notifications SET dealt_at = $4 WHERE tenant_id = $1 AND kind = $2 AND subject = $3 AND dealt_at IS NULL
            """,
            new NpgsqlParameter<string> { TypedValue = kind },
            new NpgsqlParameter<string> { TypedValue = subject },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() }
        );

    /// <summary>Some of what it says reads otherwise now: in every inbox, and in mails that have not gone.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="details">Placeholders that change; the others stay.</param>
    public void Reword(string kind, string subject, NotificationDetails details) =>
        Write(
            """
            UPDATE platform.notifications SET details = (details::jsonb || $4::jsonb)::text
            WHERE tenant_id = $1 AND kind = $2 AND subject = $3
            """,
            new NpgsqlParameter<string> { TypedValue = kind },
            new NpgsqlParameter<string> { TypedValue = subject },
            new NpgsqlParameter<string> { TypedValue = details.Json }
        );

    /// <param name="Notification">Which.</param>
    internal sealed record ToDeliver(Guid Notification);

    private void Write(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var tenant = session.Tenant;
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = tenant.Value } } };
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        session.WriteAtCommit(command);
        session.AfterCommit(() => unread.Forget(tenant));
    }
}
