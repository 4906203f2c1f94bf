using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Niaga.Platform.Callers;

/// <summary>For endpoints that are neither page nor API nor anyone's data: static assets, health.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class NoAccessCheckAttribute : Attribute
{
    /// <summary>
    /// The framework's own routes, which take no metadata of ours: they serve files of the build and redirects of a form.
    /// </summary>
    private static readonly string[] Framework = ["{**path:file}", "/_framework/opaque-redirect"];

    // Routing's own answers (wrong method, wrong content type) are endpoints without a route.
    internal static bool IsGated(Endpoint endpoint) =>
        endpoint is RouteEndpoint route
        && endpoint.Metadata.GetMetadata<NoAccessCheckAttribute>() is null
        && !Framework.Contains(route.RoutePattern.RawText);
}
