using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Niaga.Platform.Web;

/// <summary>The row version (<c>xmin</c>) as an ETag, and If-Match back again.</summary>
public static class ETags
{
    public static string Of(uint version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version of a row that was read or saved; its entity maps <c>xmin</c> to the property <c>Version</c>.</summary>
    public static uint VersionOf(DbContext db, object entity) => (uint)db.Entry(entity).Property("Version").CurrentValue!;

    /// <summary>Saving the row is refused when it is no longer at this version; null does not mind.</summary>
    public static void Expect(DbContext db, object entity, uint? version)
    {
        if (version is { } seen)
            db.Entry(entity).Property("Version").OriginalValue = seen;
    }

    public static void Set(HttpResponse response, uint version) => response.Headers.ETag = Of(version);

    /// <summary>
    /// The version the client last saw: null when it does not say (or says <c>*</c>); 0, which no row has, when it says nonsense.
    /// </summary>
    public static uint? IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*")
            return null;

        return uint.TryParse(header.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
