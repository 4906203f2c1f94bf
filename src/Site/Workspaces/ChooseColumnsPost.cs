using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Lists;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Niaga.Site.Access;
using Niaga.Ui;

namespace Niaga.Site.Workspaces;

/// <summary><c>POST /lists/columns</c>: the menu of columns that every list has.</summary>
internal static class ChooseColumnsPost
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapFormPost("/lists/columns", Choose).WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen));

    private static async Task Choose(HttpContext http, UseCaseRunner runner)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var hidden = form[ColumnMenu.AllField].Except(form[ColumnMenu.ShownField]).ToArray();
        var outcome = await ChooseColumns.Do(runner, new(form[ColumnMenu.ListField], hidden), http.RequestAborted);
        if (outcome.Refusal is { } refusal)
        {
            await RefusalResponse.Write(http, refusal);
            return;
        }
        var back = form[ColumnMenu.ReturnField].ToString();
        http.Response.Redirect(SignInCompletion.IsOurs(back) ? back : http.Request.PathBase + "/");
    }
}
