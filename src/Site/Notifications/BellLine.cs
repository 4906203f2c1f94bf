using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Niaga.Contract;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;

namespace Niaga.Site.Notifications;

/// <summary>
/// <c>GET /notifications/live</c>: how many notifications wait, said again whenever it changes (server-sent events). A line ends after some
/// minutes, when the node stops and when it changes who may what; the browser asks anew and is let in anew.
/// </summary>
internal static class BellLine
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>A quiet line says so, or what stands between takes it for dead.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    public static void Map(WebApplication site)
    {
        var lines = site.Services.GetRequiredService<NotificationLines>();
        site.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(lines.Close);
        site.MapGet("/notifications/live", Hold)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen))
            .ExcludeFromDescription();
    }

    private static async Task Hold(
        HttpContext http,
        Caller caller,
        ModuleCatalog modules,
        UnreadNotifications unread,
        NotificationLines lines,
        TimeProvider clock
    )
    {
        var cancel = http.RequestAborted;
        var (tenant, person) = (caller.Business, caller.Person!.Value);
        var kinds = modules.Notifications(caller.Permissions, caller.Entitlements);
        var permissions = Inbox.PermissionsOf(modules, caller);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var line = lines.Open(tenant, person);
        if (line is null)
        {
            // A browser does not ask again.
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        http.Response.ContentType = "text/event-stream";
        var until = clock.GetTimestamp();
        try
        {
            var said = -1;
            bool? rang = true;
            while (rang is not null)
            {
                var now = await unread.Count(tenant, person, kinds, permissions, cancel);
                await http.Response.WriteAsync(
                    now == said ? ":\n\n" : string.Create(CultureInfo.InvariantCulture, $"data: {said = now}\n\n"),
                    cancel
                );
                await http.Response.Body.FlushAsync(cancel);
                // Whoever did not ask for a line gets the number.
                if (http.Request.Headers.Accept != "text/event-stream" || clock.GetElapsedTime(until) > Longest)
                    return;

                rang = await line.Wait(Quiet, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The tab is gone.
        }
    }
}
