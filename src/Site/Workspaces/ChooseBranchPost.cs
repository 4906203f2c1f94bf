using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;
using Niaga.Site.Access;
using Niaga.Trade.Branches;

namespace Niaga.Site.Workspaces;

/// <summary><c>POST /branch</c>: at which place of the business this device works and whose records its pages show; none for all.</summary>
internal static class ChooseBranchPost
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapFormPost("/branch", Choose).WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen));

    private static async Task Choose(HttpContext http, BranchList branches)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var text = form["Branch"].ToString();
        var chosen = (await branches.Choices(http.RequestAborted)).FirstOrDefault(b => b.Id.ToString("D") == text);
        if (text.Length > 0 && chosen is null)
        {
            await RefusalResponse.Write(http, PlatformErrors.BranchNotFound());
            return;
        }
        BranchInAddress.Remember(http, chosen?.Id);
        var back = form["returnUrl"].ToString();
        http.Response.Redirect(SignInCompletion.IsOurs(back) ? back : http.Request.PathBase + "/");
    }
}
