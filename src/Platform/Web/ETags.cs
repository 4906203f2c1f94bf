using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Niaga.Platform.Web;

/// <summary>The row version (<c>xmin</c>) as an ETag, and If-Match back again.</summary>
public static class ETags
{
    public static string Of(uint version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version of a row that was read or saved; its entity maps <c>xmin</c> to the property <c>Version</c>.</summary>
    public static uint VersionOf(DbContext db, object entity) => (uint)db.Entry(entity).Property("Version").CurrentValue!;

    /// <summary>
    /// Whether the row, as just read, is no longer at this version; null does not mind. Whoever is faster between reading and saving is
    /// found by the row version itself.
    /// </summary>
    public static bool IsStale(DbContext db, object entity, uint? version) => version is { } seen && seen != VersionOf(db, entity);

    public static void Set(HttpResponse response, uint version) => response.Headers.ETag = Of(version);

    /// <summary>
    /// The version the client last saw: null when it does not say (or says <c>*</c>); 0, which no row has, when it says another's.
    /// </summary>
    public static uint? IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*")
            return null;

        return uint.TryParse(header.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    /// <summary>Absent, <c>*</c>, or one entity tag as RFC 9110 writes it.</summary>
    internal static bool IsReadable(StringValues ifMatch) =>
        ifMatch.Count == 0
        || (ifMatch.Count == 1 && (ifMatch == "*" || (EntityTagHeaderValue.TryParse(ifMatch[0], out var tag) && tag.Tag != "*")));
}
