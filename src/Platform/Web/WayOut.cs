using Microsoft.AspNetCore.Http;
using Niaga.Platform.Domains;
using Niaga.Platform.Sso;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Web;

/// <summary>The page that helps a person past a refusal: signing in, a second step, their company.</summary>
internal static class WayOut
{
    /// <summary>Where a person goes who could get past a refusal by proving more; null when there is no way.</summary>
    public static string? Of(HttpContext http, Refusal refusal, Caller caller) =>
        refusal.Code switch
        {
            "platform.sso_required" => ThroughCompany(http, caller, again: false),
            // Whoever came through the business's provider proves anything there, not here.
            "platform.proof_needed" or "platform.session_too_old" when caller.Session?.BoundTo is not null => ThroughCompany(
                http,
                caller,
                again: true
            ),
            "platform.second_factor_required" when caller.Session?.BoundTo is not null => null,
            "platform.not_signed_in" => "/sign-in",
            "platform.session_too_old" => "/sign-in?again=true",
            "platform.second_factor_required" => "/second-factor",
            "platform.proof_needed" => "/confirm",
            _ => null,
        };

    /// <summary>
    /// What a form was answered with may not lead to another host, and the provider is one: a page of ours stands between.
    /// </summary>
    private static string ThroughCompany(HttpContext http, Caller caller, bool again) =>
        SsoPath.Of(caller.Slug!.Value)
        + (
            HttpMethods.IsGet(http.Request.Method)
                ? again
                    ? "/again"
                    : ""
                : again
                    ? "/go?again=true"
                    : "/go"
        );

    /// <summary>The way out, and back again to the page that was asked for; what was posted is asked for as a page.</summary>
    public static string WithReturn(HttpContext http, string way)
    {
        var back =
            http.Request.PathBase
            + http.Request.Path
            + (HttpMethods.IsGet(http.Request.Method) ? http.Request.QueryString : QueryString.Empty);
        return HttpMethods.IsGet(http.Request.Method) || way != "/sign-in"
            ? $"{way}{(way.Contains('?', StringComparison.Ordinal) ? '&' : '?')}returnUrl={Uri.EscapeDataString(back)}"
            : way;
    }
}
