using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.Accounts;
using Niaga.Identity.Attempts;
using Niaga.Identity.Requests;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Ui;

namespace Niaga.Site.Access;

/// <summary>
/// <c>POST /send-confirmation</c>: the button beside "confirm your address", on the platform's address and on a business's.
/// </summary>
internal static class ConfirmationEmail
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapFormPost("/send-confirmation", Send).WithMetadata(new SignedInAttribute()).RequireRateLimiting(RateLimits.SignIn);

    private static async Task Send(HttpContext http, TenantScopeRunner elsewhere, SiteAddress address, Words words)
    {
        var outcome = await elsewhere.Do(
            TenantId.Platform,
            runner => SendConfirmation.Do(runner, new(address.Of(http.Request)), http.RequestAborted)
        );
        if (outcome.Refusal is { } refusal)
            Flash.Complain(http, refusal);
        else
            Flash.Say(http, "site.confirm_email.sent");
        var back = (await http.Request.ReadFormAsync(http.RequestAborted))["returnUrl"].ToString();
        http.Response.Redirect(SignInCompletion.IsOurs(back) ? back : http.Request.PathBase + "/");
    }
}
