using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;

namespace Niaga.Site.Access;

/// <summary>Addresses of the providers of this deployment, below <c>/signin/{key}</c>.</summary>
internal static class ProviderEndpoints
{
    public static void Map(IEndpointRouteBuilder site)
    {
        var signIn = site.MapGroup("/signin/{key}").ExcludeFromDescription();
        signIn
            .MapGet("", (string key, ProviderSignInFlow passage) => passage.Begin(key))
            .WithMetadata(new PublicAccessAttribute("Signing in is how one becomes somebody.") { Place = PublicPlace.Both });
        signIn
            .MapGet("/callback", (string key, ProviderSignInFlow passage) => passage.Receive(key))
            .WithMetadata(new PublicAccessAttribute("Whoever comes back from a provider is nobody yet."));
    }
}
