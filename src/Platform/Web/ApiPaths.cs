using Microsoft.AspNetCore.Http;

namespace Niaga.Platform.Web;

/// <summary>Which paths programs speak to: answers there are problems or SCIM's errors, never pages.</summary>
internal static class ApiPaths
{
    /// <summary>Where directories provision members.</summary>
    public const string Scim = "/scim/v2";

    /// <summary>Below <c>/api</c> or <c>/scim</c>, in a business's address or not, whether that business exists or not.</summary>
    public static bool IsApi(HttpContext http) => IsApi(http.Request.Path);

    public static bool IsApi(PathString path) =>
        path.StartsWithSegments("/api") || path.Value!.Contains("/api/v1/", StringComparison.Ordinal) || IsScim(path);

    /// <summary>Whether a request is a directory's, in a business's address or not.</summary>
    public static bool IsScim(PathString path) =>
        path.StartsWithSegments("/scim") || path.Value!.Contains(Scim + "/", StringComparison.Ordinal);
}
