using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;
using Niaga.Platform.Reports;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Delivery;

/// <summary>
/// Notes who gets a notification by which way and when, once each: at once, after their quiet hours, or with their next digest. What sends
/// it is work of its own.
/// </summary>
internal sealed class DeliverNotification(
    TenantSession session,
    ModuleCatalog modules,
    Recipients recipients,
    BusinessProfile profile,
    Outbox outbox,
    TimeProvider clock
) : IWorkHandler
{
    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var id = item.Payload<Notifier.ToDeliver>().Notification;
        var told = (
            await session.Rows(
                $"""
                SELECT kind, person_id, told_at, permission FROM platform.notifications
                WHERE tenant_id = {session.Tenant.Value} AND notification_id = {id} AND dealt_at IS NULL
                """,
                row =>
                    (
                        Kind: row.GetString(0),
                        Person: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1),
                        At: row.GetFieldValue<DateTimeOffset>(2),
                        Permission: row.IsDBNull(3) ? null : row.GetString(3)
                    ),
                cancel
            )
        ).Select(t => ((string Kind, Guid? Person, DateTimeOffset At, string? Permission)?)t).FirstOrDefault();
        if (told is not { } notification || !modules.NotificationKinds.TryGetValue(notification.Kind, out var kind))
            return;

        var first = ReportSpans.FirstOfWeek(await profile.Read(cancel));
        var only = notification.Person is { } person ? new PersonId(person) : (PersonId?)null;
        foreach (var to in await recipients.Of(kind, notification.Permission, notification.At, only, cancel))
        {
            foreach (var way in to.Ways)
                await Note(id, to, way, kind.Always, first, cancel);
        }
    }

    private async Task Note(Guid id, Recipients.Recipient to, string way, bool always, DayOfWeek first, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // A digest is a letter; a short message is not collected.
        var collects = to.Times.Collects && way == NotificationWays.Mail && !always;
        var due =
            always ? now
            : collects ? to.Times.Due(now, first)
            : to.Times.Quiet?.After(now) ?? now;
        var state =
            collects ? "digest"
            : due > now ? "held"
            : "waiting";
        await using var note = new NpgsqlCommand(
            """
            INSERT INTO platform.notification_deliveries (tenant_id, notification_id, person_id, channel, state, made_at, due_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1
            """,
            session.Connection
        )
        {
            Parameters =
            {
                new() { Value = session.Tenant.Value },
                new() { Value = id },
                new() { Value = to.Id.Value },
                new() { Value = way },
                new() { Value = state },
                new() { Value = now },
                new() { Value = due },
            },
        };
        if (await note.ExecuteScalarAsync(cancel) is null)
            return;

        if (collects)
            outbox.Add(SendDigest.Kind, new SendDigest.Payload(to.Id.Value, due), $"{to.Id.Value:N} {due.UtcDateTime:O}", due);
        else
            outbox.Add(
                SendNotification.Kind,
                new SendNotification.Payload(id, to.Id.Value, way),
                SendNotification.KeyOf(id, to.Id.Value, way),
                due
            );
    }
}
