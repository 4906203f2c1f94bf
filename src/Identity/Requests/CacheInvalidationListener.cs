using Microsoft.Extensions.Hosting;
using Niaga.Identity.Access;
using Niaga.Identity.Sessions;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Requests;

/// <summary>
/// Listens on every node for changes of access and of remembered data, and drops what <see cref="AccessCache"/> and
/// <see cref="TenantCache"/> keep of that business and <see cref="SessionCache"/> of that person; rings the bell of whom it concerns.
/// </summary>
internal sealed class CacheInvalidationListener(
    Databases databases,
    DatabaseHealth health,
    AccessCache cache,
    SessionCache sessions,
    TenantCache data,
    UnreadNotifications unread,
    NotificationLines lines
) : BackgroundService
{
    private const string Channels = "LISTEN niaga_access; LISTEN niaga_people; LISTEN niaga_data; LISTEN niaga_notifications";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var again = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await Listen(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                // Nothing is cached until notifications resume.
                health.Failed(e);
            }
            finally
            {
                Listening(false);
            }
        } while (await again.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Listen(CancellationToken cancel)
    {
        await using var connection = databases.Unpooled();
        await connection.OpenAsync(cancel);
        connection.Notification += (_, news) =>
        {
            if (!Guid.TryParse(news.Payload, out var id))
                return;
            switch (news.Channel)
            {
                case "niaga_people":
                    sessions.Forget(new(id));
                    lines.End(new PersonId(id));
                    break;
                case "niaga_data":
                    data.Forget(new(id));
                    break;
                case "niaga_notifications":
                    unread.Forget(new(id));
                    lines.Ring(new(id));
                    break;
                default:
                    cache.Forget(new(id));
                    lines.End(new TenantId(id));
                    break;
            }
        };
        await using (var listen = new NpgsqlCommand(Channels, connection))
            await listen.ExecuteNonQueryAsync(cancel);
        health.Answered();
        Listening(true);
        while (true)
        {
            // A quiet line is asked every few seconds, so that a dead one is noticed.
            if (await connection.WaitAsync(TimeSpan.FromSeconds(5), cancel))
                continue;

            await using var ping = new NpgsqlCommand("SELECT 1", connection);
            await ping.ExecuteScalarAsync(cancel);
        }
    }

    private void Listening(bool now)
    {
        cache.Listening(now);
        sessions.Listening(now);
        data.Listening(now);
        unread.Listening(now);
        if (now)
            lines.RingAll();
    }
}
