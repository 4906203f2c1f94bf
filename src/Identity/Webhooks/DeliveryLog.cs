using System.Data.Common;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;

namespace Niaga.Identity.Webhooks;

/// <summary>A message as the log shows it.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Event">The event, of which the message's id is made.</param>
/// <param name="Type">Key of the event.</param>
/// <param name="At">When it happened.</param>
/// <param name="State"><c>waiting</c>, <c>held</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Attempts">How many there were.</param>
/// <param name="DueAt">When it is tried next, while it waits.</param>
/// <param name="Status">Of the last attempt.</param>
/// <param name="Failure">Of the last attempt.</param>
internal sealed record DeliveryRow(
    Guid Id,
    Guid Event,
    string Type,
    DateTimeOffset At,
    string State,
    int Attempts,
    DateTimeOffset DueAt,
    int? Status,
    string? Failure
);

/// <summary>One attempt.</summary>
internal sealed record AttemptRow(int Attempt, DateTimeOffset At, int Milliseconds, int? Status, string? Failure, string Answer);

/// <summary>What was sent to a webhook in the last month, newest first.</summary>
internal sealed class DeliveryLog(TenantSession session, ModuleCatalog modules, Caller caller)
{
    /// <summary>States one may narrow by.</summary>
    public static readonly string[] States = ["waiting", "held", "delivered", "failed"];

    public sealed record Detail(DeliveryRow Delivery, string? Body, IReadOnlyList<AttemptRow> Attempts);

    /// <param name="webhook">Whose.</param>
    /// <param name="state">Only those; null for all.</param>
    /// <param name="below">Older than this event; null for the newest.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Task<List<DeliveryRow>> Read(Guid webhook, string? state, Guid? below, int skip, int most, CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT d.delivery_id, d.event_id, e.type, e.at, d.state, d.attempts, d.due_at, a.status, a.failure
            FROM platform.webhook_deliveries d
            JOIN platform.webhook_events e ON e.tenant_id = d.tenant_id AND e.event_id = d.event_id
            LEFT JOIN LATERAL (
                SELECT status, failure FROM platform.webhook_attempts a
                WHERE a.tenant_id = d.tenant_id AND a.delivery_id = d.delivery_id ORDER BY attempt DESC LIMIT 1) a ON true
            WHERE d.tenant_id = {session.Tenant.Value} AND d.webhook_id = {webhook} AND d.event_id < {below ?? Guid.AllBitsSet}
                AND d.state = ANY ({(state is null ? States : [state])})
            ORDER BY d.event_id DESC OFFSET {skip} LIMIT {most}
            """,
            Make,
            cancel
        );

    public async Task<int> Count(Guid webhook, string? state, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT count(*)::int FROM platform.webhook_deliveries WHERE tenant_id = {session.Tenant.Value}
                    AND webhook_id = {webhook} AND state = ANY ({(state is null ? States : [state])})
                """,
                row => row.GetInt32(0),
                cancel
            )
        )[0];

    /// <summary>One message with what it says, as far as the caller may see that, and its attempts.</summary>
    public async Task<Detail?> Find(Guid webhook, Guid delivery, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var finding = session.Rows(
            $"""
            SELECT d.delivery_id, d.event_id, e.type, e.at, d.state, d.attempts, d.due_at, NULL::integer, NULL::text, e.data
            FROM platform.webhook_deliveries d
            JOIN platform.webhook_events e ON e.tenant_id = d.tenant_id AND e.event_id = d.event_id
            JOIN platform.webhooks w ON w.tenant_id = d.tenant_id AND w.webhook_id = d.webhook_id AND w.removed_at IS NULL
            WHERE d.tenant_id = {tenant} AND d.webhook_id = {webhook} AND d.delivery_id = {delivery}
            """,
            row => (Row: Make(row), Data: row.GetString(9)),
            cancel
        );
        var attempts = session.Rows(
            $"""
            SELECT attempt, at, milliseconds, status, failure, answer FROM platform.webhook_attempts
            WHERE tenant_id = {tenant} AND delivery_id = {delivery} ORDER BY attempt DESC LIMIT 50
            """,
            row => new AttemptRow(
                row.GetInt32(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.GetInt32(2),
                row.IsDBNull(3) ? null : row.GetInt32(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetString(5)
            ),
            cancel
        );
        await Task.WhenAll(finding, attempts);
        if (await finding is not [var found])
            return null;

        var open = found.Row.Type == SendTestEvent.Type || modules.MayHear(found.Row.Type, caller.Permissions, caller.Entitlements);
        return new(found.Row, open ? DeliverNext.Body(found.Row.Type, found.Row.At, found.Data) : null, await attempts);
    }

    private static DeliveryRow Make(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetGuid(1),
            row.GetString(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.GetString(4),
            row.GetInt32(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.IsDBNull(7) ? null : row.GetInt32(7),
            row.IsDBNull(8) ? null : row.GetString(8)
        );
}
