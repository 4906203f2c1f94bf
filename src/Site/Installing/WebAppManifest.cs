using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform;
using Niaga.Platform.Texts;
using Niaga.Site.Frame;

namespace Niaga.Site.Installing;

/// <summary>
/// The web app manifest (W3C): what a phone or a till shows when the site is put on its screen. The platform's own for everybody, and a
/// business's for its people, which opens their workspace.
/// </summary>
internal static class WebAppManifest
{
    /// <summary>How many places a phone shows when the icon is held; more are cut off.</summary>
    private const int MostShortcuts = 4;

    private sealed record Icon(string Src, string Sizes, string Type, string Purpose);

    private sealed record Shortcut(string Name, string Url);

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/site.webmanifest", (HttpContext http) => Json(http, "Niaga", "/", []))
            .WithMetadata(new PublicAccessAttribute("Browsers ask for it."))
            .ExcludeFromDescription();
        site.MapGet("/app.webmanifest", OfBusiness)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen))
            .ExcludeFromDescription();
    }

    private static async Task<IResult> OfBusiness(HttpContext http, WorkspaceFrame frame, Words words, CancellationToken cancel)
    {
        var workspace = (await frame.Find(cancel))!;
        var root = http.Request.PathBase.Value + "/";
        http.Response.Headers.CacheControl = "private, no-cache";
        return Json(
            http,
            workspace.BusinessName,
            root,
            [
                .. workspace
                    .Navigation.Where(n => n.Path.Length > 1)
                    .Take(MostShortcuts)
                    .Select(n => new Shortcut(words["nav." + n.Key], root + (n.PermittedPath ?? n.Path).TrimStart('/'))),
            ]
        );
    }

    private static IResult Json(HttpContext http, string name, string root, IReadOnlyList<Shortcut> shortcuts) =>
        TypedResults.Json(
            new
            {
                id = root,
                name,
                short_name = name,
                start_url = root,
                // Sign-in, receipts and the account lie outside a business's path; in the installed app they must stay inside it.
                scope = "/",
                display = "standalone",
                background_color = "#ffffff",
                theme_color = "#066fd1",
                icons = new[] { 192, 512 }
                    .SelectMany(size =>
                        new[] { "any", "maskable" }.Select(purpose => new Icon(
                            "/" + Address(http, $"assets/icon-{size}.png"),
                            $"{size}x{size}",
                            "image/png",
                            purpose
                        ))
                    )
                    .ToArray(),
                shortcuts,
            },
            contentType: "application/manifest+json"
        );

    /// <summary>The address of an asset in this version. Only pages carry the list of them.</summary>
    internal static string Address(HttpContext http, string asset) =>
        http
            .RequestServices.GetRequiredService<EndpointDataSource>()
            .Endpoints.Select(e => e.Metadata.GetMetadata<ResourceAssetCollection>())
            .First(assets => assets is not null)![asset];
}
