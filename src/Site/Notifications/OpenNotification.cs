using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Notifications;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Site.Notifications;

/// <summary><c>GET /notifications/{id}</c>: whoever opens what it is about has read it.</summary>
internal static class OpenNotification
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/notifications/{notificationId:guid}", Open)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen))
            .ExcludeFromDescription();

    private static async Task Open(Guid notificationId, HttpContext http, Inbox inbox, UseCaseRunner runner)
    {
        if ((await MarkNotifications.Do(runner, new([notificationId], Read: true), http.RequestAborted)).Refusal is { } refusal)
        {
            await RefusalResponse.Write(http, refusal);
            return;
        }
        var path = await inbox.PathOf(notificationId, http.RequestAborted);
        http.Response.Redirect($"{http.Request.PathBase}/{path ?? "notifications"}");
    }
}
