using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Webhooks;

/// <summary>A message whose turn it is, with all an attempt needs.</summary>
internal sealed record DueDelivery(
    Guid Delivery,
    Guid Webhook,
    int Attempt,
    int Tries,
    Guid Event,
    string Type,
    DateTimeOffset At,
    string Data,
    PersonId? Answers,
    string Address,
    byte[] Secret,
    byte[]? OldSecret,
    string Description
);

/// <summary>What waits for a webhook. Within a transaction of its business.</summary>
internal sealed class DeliveryQueue(TenantSession session)
{
    /// <summary>
    /// Takes the longest due message: its attempt is counted and it is out of the way of other nodes until the lease ends, should this one
    /// die. Null when there is none that no other node holds.
    /// </summary>
    public async Task<DueDelivery?> Claim(Guid webhook, DateTimeOffset now, TimeSpan lease, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var claimed = await session.Rows(
            $"""
            UPDATE platform.webhook_deliveries d SET attempts = attempts + 1, tries = tries + 1, due_at = {now + lease}
            FROM platform.webhooks w, platform.webhook_events e
            WHERE d.tenant_id = {tenant} AND d.delivery_id = (
                    SELECT i.delivery_id FROM platform.webhook_queue q JOIN platform.webhook_deliveries i USING (tenant_id, delivery_id)
                    WHERE q.tenant_id = {tenant} AND q.webhook_id = {webhook} AND q.due_at <= {now} AND i.state = 'waiting'
                        AND i.due_at <= {now}
                    ORDER BY q.due_at LIMIT 1 FOR UPDATE OF i SKIP LOCKED)
                AND w.tenant_id = {tenant} AND w.webhook_id = {webhook} AND w.state = 'on' AND w.removed_at IS NULL
                AND e.tenant_id = {tenant} AND e.event_id = d.event_id
            RETURNING d.delivery_id, d.attempts, d.tries, e.event_id, e.type, e.at, e.data, w.person_id, w.address, w.secret,
                CASE WHEN w.old_secret_until > {now} THEN w.old_secret END, w.description
            """,
            row => Read(row, webhook),
            cancel
        );
        if (claimed is [var one])
            return one;

        // Written while the webhook was being paused or removed: it waits there with the others. What another node holds is its matter.
        await session.Execute(
            $"""
            UPDATE platform.webhook_deliveries SET state = 'held'
            WHERE tenant_id = {tenant} AND delivery_id IN (
                SELECT d.delivery_id FROM platform.webhook_deliveries d JOIN platform.webhooks w USING (tenant_id, webhook_id)
                WHERE d.tenant_id = {tenant} AND d.webhook_id = {webhook} AND d.state = 'waiting'
                    AND (w.state <> 'on' OR w.removed_at IS NOT NULL)
                FOR UPDATE OF d SKIP LOCKED)
            """,
            cancel
        );
        return null;
    }

    /// <summary>Notes what came of an attempt.</summary>
    /// <param name="delivery">As claimed.</param>
    /// <param name="answer">What came of it.</param>
    /// <param name="now">When.</param>
    /// <param name="next">When it is tried again; null where it ends here.</param>
    /// <param name="cancel">Ends the writing.</param>
    public async Task Note(DueDelivery delivery, WebhookAnswer answer, DateTimeOffset now, DateTimeOffset? next, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        // Not where it was deleted while it was sent.
        await session.Execute(
            $"""
            INSERT INTO platform.webhook_attempts (tenant_id, delivery_id, attempt, at, milliseconds, status, failure, answer)
            SELECT tenant_id, delivery_id, {delivery.Attempt}, {now}, {answer.Milliseconds}, {(object?)answer.Status
                ?? DBNull.Value}::integer,
                {(object?)answer.Failure ?? DBNull.Value}::text, {answer.Body}
            FROM platform.webhook_deliveries WHERE tenant_id = {tenant} AND delivery_id = {delivery.Delivery} FOR KEY SHARE
            """,
            cancel
        );
        var state =
            answer.Failure is null ? "delivered"
            : next is null ? "failed"
            : "waiting";
        // Paused meanwhile it is held; attempted again meanwhile, the later attempt says what becomes of it.
        await session.Execute(
            $"""
            UPDATE platform.webhook_deliveries
            SET state = CASE WHEN state = 'held' AND {state} = 'waiting' THEN state ELSE {state} END, due_at = {next ?? now},
                finished_at = CASE WHEN {state} <> 'waiting' THEN {now} END
            WHERE tenant_id = {tenant} AND delivery_id = {delivery.Delivery} AND state IN ('waiting', 'held')
                AND attempts = {delivery.Attempt}
            """,
            cancel
        );
    }

    /// <summary>The receiver took a message: it works again.</summary>
    public Task NoteWorking(Guid webhook, CancellationToken cancel) =>
        session.Execute(
            $"""
            UPDATE platform.webhooks SET failing_since = NULL
            WHERE tenant_id = {session.Tenant.Value} AND webhook_id = {webhook} AND failing_since IS NOT NULL AND state = 'on'
            """,
            cancel
        );

    /// <summary>It did not. Answers since when it has taken none, or null when it is no longer on.</summary>
    public async Task<DateTimeOffset?> NoteFailing(Guid webhook, DateTimeOffset now, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        await session.Execute(
            $"""
            UPDATE platform.webhooks SET failing_since = {now}
            WHERE tenant_id = {tenant} AND webhook_id = {webhook} AND failing_since IS NULL AND state = 'on'
            """,
            cancel
        );
        var since = await session.Rows(
            $"""
            SELECT failing_since FROM platform.webhooks
            WHERE tenant_id = {tenant} AND webhook_id = {webhook} AND state = 'on' AND failing_since IS NOT NULL
            """,
            row => row.GetFieldValue<DateTimeOffset>(0),
            cancel
        );
        return since is [var one] ? one : null;
    }

    /// <returns>False when it was not on: somebody else switched it off, and told.</returns>
    public async Task<bool> SwitchOff(Guid webhook, string because, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var off = await session.Execute(
            $"""
            UPDATE platform.webhooks SET state = 'off', off_because = {because}
            WHERE tenant_id = {tenant} AND webhook_id = {webhook} AND state = 'on'
            """,
            cancel
        );
        return off > 0;
    }

    private static DueDelivery Read(DbDataReader row, Guid webhook) =>
        new(
            row.GetGuid(0),
            webhook,
            row.GetInt32(1),
            row.GetInt32(2),
            row.GetGuid(3),
            row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetString(6),
            row.IsDBNull(7) ? null : new PersonId(row.GetGuid(7)),
            row.GetString(8),
            row.GetFieldValue<byte[]>(9),
            row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10),
            row.GetString(11)
        );
}
