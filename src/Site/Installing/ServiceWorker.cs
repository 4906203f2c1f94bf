using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;

namespace Niaga.Site.Installing;

/// <summary>
/// <c>/service-worker.js</c>: the script of that name with the addresses of this version's styles, scripts and icons before it. Served at
/// the root, since a service worker serves only pages below its own address.
/// </summary>
internal static class ServiceWorker
{
    private static readonly string[] Shell =
    [
        "assets/app.css",
        "assets/app.js",
        "assets/theme.js",
        "assets/icons.svg",
        "assets/favicon.svg",
        "assets/icon-192.png",
    ];

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/service-worker.js", Show)
            .WithMetadata(new PublicAccessAttribute("Browsers ask for it, and it holds nothing of anybody."))
            .ExcludeFromDescription();

    private static async Task<IResult> Show(HttpContext http, IWebHostEnvironment host, CancellationToken cancel)
    {
        await using var file = host.WebRootFileProvider.GetFileInfo("assets/service-worker.js").CreateReadStream();
        using var reader = new StreamReader(file);
        var shell = JsonSerializer.Serialize(Shell.Select(asset => "/" + WebAppManifest.Address(http, asset)));
        // Browsers compare it byte by byte to learn of a new version.
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Text($"const niagaShell={shell};{await reader.ReadToEndAsync(cancel)}", "text/javascript");
    }
}
