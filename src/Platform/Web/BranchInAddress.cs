using Microsoft.AspNetCore.Http;

namespace Niaga.Platform.Web;

/// <summary>
/// Which place of the business a request is about: <c>?branch=</c>, of any page, list, report, file and endpoint. And the one this device
/// works at, in a cookie of the business.
/// </summary>
public static class BranchInAddress
{
    public const string Parameter = "branch";

    private const string Cookie = "niaga.branch";

    /// <returns>False where it is no id.</returns>
    public static bool Asked(HttpContext http, out Guid? branch)
    {
        branch = null;
        var text = http.Request.Query[Parameter].ToString();
        if (text.Length == 0)
            return true;
        if (!Guid.TryParseExact(text, "D", out var id))
            return false;

        branch = id;
        return true;
    }

    /// <summary>Null where nobody chose here yet.</summary>
    public static Guid? Remembered(HttpContext http) => Guid.TryParseExact(http.Request.Cookies[Cookie], "D", out var id) ? id : null;

    /// <summary>From now on this device works there; null forgets it.</summary>
    public static void Remember(HttpContext http, Guid? branch) =>
        http.Response.Cookies.Append(
            Cookie,
            branch?.ToString("D") ?? "",
            new()
            {
                Path = http.Request.PathBase.HasValue ? http.Request.PathBase.Value : "/",
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                MaxAge = branch is null ? TimeSpan.Zero : TimeSpan.FromDays(400),
            }
        );
}
