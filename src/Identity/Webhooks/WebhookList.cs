using System.Data.Common;
using Niaga.Platform.Data;

namespace Niaga.Identity.Webhooks;

/// <summary>A webhook as pages and the API show it, without its secret.</summary>
internal sealed record WebhookRow(
    Guid Id,
    string Address,
    string Description,
    IReadOnlyList<string> Events,
    string State,
    string? OffBecause,
    DateTimeOffset? FailingSince,
    DateTimeOffset? OldSecretUntil,
    DateTimeOffset CreatedAt,
    string? AnsweredBy,
    long Waiting,
    long Failed,
    DateTimeOffset? LastAt
)
{
    public bool IsOn => State == WebhookStates.On;
}

/// <summary>The webhooks of the caller's business, oldest first.</summary>
internal sealed class WebhookList(TenantSession session, TimeProvider clock)
{
    public Task<List<WebhookRow>> All(CancellationToken cancel) => Read(null, cancel);

    public async Task<WebhookRow?> Find(Guid id, CancellationToken cancel) => await Read(id, cancel) is [var one] ? one : null;

    private Task<List<WebhookRow>> Read(Guid? id, CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT w.webhook_id, w.address, w.description, w.events, w.state, w.off_because, w.failing_since,
                CASE WHEN w.old_secret_until > {clock.GetUtcNow()} THEN w.old_secret_until END, w.created_at, p.display_name,
                (SELECT count(*) FROM platform.webhook_deliveries d
                    WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.webhook_id AND d.state IN ('waiting', 'held')),
                (SELECT count(*) FROM platform.webhook_deliveries d
                    WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.webhook_id AND d.state = 'failed'),
                (SELECT max(d.finished_at) FROM platform.webhook_deliveries d
                    WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.webhook_id)
            FROM platform.webhooks w LEFT JOIN platform.known_people p ON p.tenant_id = w.tenant_id AND p.person_id = w.person_id
            WHERE w.tenant_id = {session.Tenant.Value} AND w.removed_at IS NULL AND ({id ?? Guid.Empty} IN (w.webhook_id, {Guid.Empty}))
            ORDER BY w.webhook_id
            """,
            Make,
            cancel
        );

    private static WebhookRow Make(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetFieldValue<string[]>(3),
            row.GetString(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            Time(row, 6),
            Time(row, 7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.IsDBNull(9) ? null : row.GetString(9),
            row.GetInt64(10),
            row.GetInt64(11),
            Time(row, 12)
        );

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
