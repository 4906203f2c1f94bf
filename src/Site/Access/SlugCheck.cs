using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.Attempts;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Site.Access;

/// <summary><c>GET /en/sign-up/address?slug=…</c>: what the sign-up page's script asks while an address is typed.</summary>
internal static class SlugCheck
{
    /// <param name="State"><c>none</c>, <c>free</c> or <c>refused</c>.</param>
    /// <param name="Message">The sentence to show.</param>
    /// <param name="Suggestion">An address that is free, where this one is not.</param>
    /// <param name="Use">What the button says that takes it.</param>
    internal sealed record Said(string State, string Message, string? Suggestion, string? Use);

    /// <summary>Where the page of a language asks.</summary>
    public static string PathOf(Language language) => $"/{language.Code}/sign-up/address";

    public static void Map(IEndpointRouteBuilder site)
    {
        foreach (var language in Language.All)
            site.MapGet(PathOf(language), Ask)
                .WithMetadata(new PublicAccessAttribute("Whoever signs up is nobody yet; signing up says as much."))
                .RequireRateLimiting(RateLimits.LookUp)
                .ExcludeFromDescription();
    }

    private static async Task<Ok<Said>> Ask(HttpContext http, SlugAvailability addresses, Words words, string? slug = null)
    {
        http.Response.Headers.CacheControl = "no-store";
        var answer = await addresses.Check(slug, http.RequestAborted);
        return TypedResults.Ok(
            answer switch
            {
                { Slug: null, Refusal: null } => new Said("none", "", null, null),
                { Refusal: null } => new Said("free", words["site.sign_up.address_free", answer.Slug], null, null),
                { Refusal: { } refusal } => new Said(
                    "refused",
                    words[Short(refusal)],
                    answer.Suggestion,
                    answer.Suggestion is { } other ? words["site.sign_up.address_use", other] : null
                ),
            }
        );
    }

    /// <summary>Beside the field, where the address stands anyway.</summary>
    private static string Short(Refusal refusal) =>
        refusal.Code switch
        {
            "platform.slug_taken" => "site.sign_up.address_taken",
            "platform.slug_reserved" => "site.sign_up.address_reserved",
            _ => "site.sign_up.address_invalid",
        };
}
