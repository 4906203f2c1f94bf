using System.Text;

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
        var (path, asked) = Split(uri);
        var query = Parameters(asked);
        foreach (var (key, value) in parameters)
        {
            Remove(query, key);
            if (!string.IsNullOrEmpty(value))
                query.Add((key, value));
        }
        if (query.Count == 0)
            return path;

        var link = new StringBuilder(path);
        for (var i = 0; i < query.Count; i++)
        {
            link.Append(i == 0 ? '?' : '&')
                .Append(Uri.EscapeDataString(query[i].Key))
                .Append('=')
                .Append(Uri.EscapeDataString(query[i].Value));
        }
        return link.ToString();
    }

    /// <summary>The query parameters of an address, decoded, in order.</summary>
    public static List<(string Key, string Value)> Query(string uri) => Parameters(Split(uri).Query);

    private static List<(string Key, string Value)> Parameters(ReadOnlySpan<char> query)
    {
        var parameters = new List<(string, string)>();
        foreach (var part in query.Split('&'))
        {
            var pair = query[part];
            if (pair.IsEmpty)
                continue;

            var equals = pair.IndexOf('=');
            parameters.Add(equals < 0 ? (Decode(pair), "") : (Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
        }
        return parameters;
    }

    private static void Remove(List<(string Key, string Value)> query, string key)
    {
        for (var i = query.Count - 1; i >= 0; i--)
        {
            if (query[i].Key == key)
                query.RemoveAt(i);
        }
    }

    /// <summary>Path and query of an absolute address as they stand: <see cref="Uri"/> costs a page more than its links do.</summary>
    private static (string Path, string Query) Split(string uri)
    {
        var scheme = uri.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            throw new ArgumentException("An absolute address is needed.", nameof(uri));

        var whole = uri.AsSpan(scheme + 3);
        var host = whole.IndexOfAny('/', '?', '#');
        whole = host < 0 ? [] : whole[host..];
        var fragment = whole.IndexOf('#');
        whole = fragment < 0 ? whole : whole[..fragment];
        var query = whole.IndexOf('?');
        var path = query < 0 ? whole : whole[..query];
        return (path.IsEmpty ? "/" : path.ToString(), query < 0 ? "" : whole[(query + 1)..].ToString());
    }

    /// <summary>A link within the page itself. With a base address a bare "#main" would lead elsewhere.</summary>
    public static string Fragment(string uri, string id) => PathAndQuery(uri) + "#" + id;

    /// <summary>What the address asks its server for.</summary>
    public static string PathAndQuery(string uri)
    {
        var (path, query) = Split(uri);
        return query.Length == 0 ? path : path + "?" + query;
    }

    /// <summary>The query of an address as it stands, with its question mark; nothing where there is none.</summary>
    public static string QueryText(string uri) => Split(uri).Query is { Length: > 0 } query ? "?" + query : "";

    /// <summary>The same page in another language: the first segment where it names one, else <c>?lang=</c>.</summary>
    /// <param name="uri">The page's absolute address.</param>
    /// <param name="language">Code of the language wanted.</param>
    /// <param name="codes">Codes of all languages.</param>
    /// <param name="named">False where the language is kept elsewhere: then <c>?lang=</c> is taken out.</param>
    public static string InLanguage(string uri, string language, IEnumerable<string> codes, bool named = true)
    {
        var (path, query) = Split(uri);
        var segments = path.Split('/');
        if (segments.Length < 2 || !codes.Contains(segments[1]))
            return With(uri, ("lang", named ? language : null));

        segments[1] = language;
        return string.Join('/', segments) + (query.Length == 0 ? "" : "?" + query);
    }

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
