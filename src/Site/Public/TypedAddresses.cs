using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Site.Installing;

namespace Niaga.Site.Public;

/// <summary>Addresses that people type and browsers ask for by themselves: each leads to the page or the file that is meant.</summary>
internal static class TypedAddresses
{
    /// <summary>Pages that exist once in each language.</summary>
    private static readonly (string Typed, string Page)[] Public =
    [
        ("/pricing", "/pricing"),
        ("/harga", "/pricing"),
        ("/privacy", "/privacy"),
        ("/privasi", "/privacy"),
        ("/terms", "/terms"),
        ("/sign-up", "/sign-up"),
        ("/signup", "/sign-up"),
        ("/register", "/sign-up"),
        ("/daftar", "/sign-up"),
    ];

    private static readonly string[] SignIn = ["/login", "/log-in", "/signin", "/log-masuk"];

    private static readonly (string Typed, string Asset)[] Icons =
    [
        ("/favicon.ico", "assets/favicon.ico"),
        ("/apple-touch-icon.png", "assets/apple-touch-icon.png"),
        ("/apple-touch-icon-precomposed.png", "assets/apple-touch-icon.png"),
    ];

    public static void Map(IEndpointRouteBuilder site)
    {
        foreach (var (typed, page) in Public)
            Get(site, typed, (Words words) => TypedResults.Redirect($"/{words.Language.Code}{page}"));
        foreach (var typed in SignIn)
            Get(site, typed, (HttpRequest request) => TypedResults.Redirect("/sign-in" + request.QueryString));
        foreach (var (typed, asset) in Icons)
            Get(site, typed, (HttpContext http) => TypedResults.Redirect("/" + WebAppManifest.Address(http, asset)));
    }

    private static void Get(IEndpointRouteBuilder site, string path, Delegate answer) =>
        site.MapGet(path, answer)
            .WithMetadata(new PublicAccessAttribute("People type it, or a browser asks for it."))
            .ExcludeFromDescription();
}
