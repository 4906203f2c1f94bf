using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Site.Access;
using Niaga.Ui;

namespace Niaga.Site.Workspaces;

/// <summary><c>POST /tour</c>: to a stop of the tour, or out of it.</summary>
internal static class WalkTourPost
{
    /// <summary>Which stop.</summary>
    public const string StopField = "Stop";

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapFormPost("/tour", Walk).WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen));

    private static async Task Walk(HttpContext http, UseCaseRunner runner)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var ended = form[TourCoach.EndField] == "true";
        if (!(await WalkTour.Do(runner, new(form[StopField], ended), http.RequestAborted)).Succeeded(out var stop, out var refusal))
        {
            await RefusalResponse.Write(http, refusal);
            return;
        }
        TourCoach.Remember(http, ended ? null : stop.Key);
        // The dashboard itself: where it has nothing to show, it would lead on.
        http.Response.Redirect($"{http.Request.PathBase}{(ended || stop.Path == "/" ? "/?stay=1" : stop.Path)}");
    }
}
