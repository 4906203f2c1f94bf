namespace Niaga.Ui;

/// <summary>Builds links that keep what the address already says: search, filters and sorting survive paging.</summary>
public static class Urls
{
    /// <summary>
    /// The path and query of <paramref name="uri"/> with these parameters set; a null or empty value takes one out.
    /// <c>Urls.With(Navigation.Uri, ("page", "2"), ("q", null))</c>
    /// </summary>
    public static string With(string uri, params ReadOnlySpan<(string Key, string? Value)> parameters)
    {
        var address = new Uri(uri, UriKind.Absolute);
        var query = Query(uri);
        foreach (var (key, value) in parameters)
        {
            query.RemoveAll(p => p.Key == key);
            if (!string.IsNullOrEmpty(value))
                query.Add((key, value));
        }
        return query.Count == 0
            ? address.AbsolutePath
            : address.AbsolutePath
                + "?"
                + string.Join('&', query.Select(p => Uri.EscapeDataString(p.Key) + "=" + Uri.EscapeDataString(p.Value)));
    }

    /// <summary>The query parameters of an address, decoded, in order.</summary>
    public static List<(string Key, string Value)> Query(string uri)
    {
        var query = new Uri(uri, UriKind.Absolute).Query.TrimStart('?');
        return
        [
            .. query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => p.Split('=', 2))
                .Select(p => (Decode(p[0]), p.Length > 1 ? Decode(p[1]) : "")),
        ];
    }

    /// <summary>A link within the page itself. With a base address a bare "#main" would lead elsewhere.</summary>
    public static string Fragment(string uri, string id) => new Uri(uri, UriKind.Absolute).PathAndQuery + "#" + id;

    /// <summary>The same page in another language: the first segment where it names one, else <c>?lang=</c>.</summary>
    /// <param name="uri">The page's absolute address.</param>
    /// <param name="language">Code of the language wanted.</param>
    /// <param name="codes">Codes of all languages.</param>
    /// <param name="named">False where the language is kept elsewhere: then <c>?lang=</c> is taken out.</param>
    public static string InLanguage(string uri, string language, IEnumerable<string> codes, bool named = true)
    {
        var address = new Uri(uri, UriKind.Absolute);
        var segments = address.AbsolutePath.Split('/');
        if (segments.Length < 2 || !codes.Contains(segments[1]))
            return With(uri, ("lang", named ? language : null));

        segments[1] = language;
        return string.Join('/', segments) + address.Query;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
