using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;

namespace Niaga.Site.Access;

/// <summary>
/// Addresses of single sign-on, all below <c>/sso/{slug}</c> on the platform's own address: one cookie, one place to come back to.
/// </summary>
internal static class SsoEndpoints
{
    public static void Map(IEndpointRouteBuilder site)
    {
        var sso = site.MapGroup("/sso/{slug}").ExcludeFromDescription().DisableAntiforgery();
        var begins = new PublicAccessAttribute("Signing in is how one becomes somebody.") { Place = PublicPlace.Both };
        sso.MapGet("", (string slug, SsoSignInFlow passage) => passage.Begin(slug)).WithMetadata(begins);
        sso.MapGet("/again", (string slug, SsoSignInFlow passage) => passage.Again(slug)).WithMetadata(begins);
        sso.MapGet("/callback", (string slug, SsoSignInFlow passage) => passage.Receive(slug))
            .WithMetadata(new PublicAccessAttribute("Whoever comes back from their provider is nobody yet."));
        sso.MapGet("/leave", (string slug, SsoSignOut leaving) => leaving.Go(slug))
            .WithMetadata(new PublicAccessAttribute("Who goes on to sign out at their provider has signed out here."));
        sso.MapGet("/signed-out", (SsoSignOut leaving) => leaving.Back())
            .WithMetadata(new PublicAccessAttribute("Who comes back from signing out is nobody."));
        sso.MapPost("/backchannel-logout", (string slug, SsoSignOut leaving) => leaving.BackChannel(slug))
            .WithMetadata(new PublicAccessAttribute("The provider's signed token is the proof."));
        sso.MapGet("/frontchannel-logout", (string slug, SsoSignOut leaving) => leaving.FrontChannel(slug))
            .WithMetadata(new PublicAccessAttribute("The provider's name for a sign-in ends that sign-in and nothing else."));
        site.MapGet("/settings/sso/try", (SsoSignInFlow passage) => passage.BeginTry())
            .WithMetadata(new NeedsAttribute(PlatformPermissions.SsoManage), new StepUpAttribute())
            .ExcludeFromDescription();
    }
}
