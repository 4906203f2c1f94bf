using System.Text.RegularExpressions;

namespace Niaga.Isolation.Http;

/// <summary>
/// What came back, without what must differ between any two requests: the id asked for, trace ids, tokens against forgery.
/// </summary>
internal sealed record HttpAnswer(int Status, string Type, string Place, string Body)
{
    public bool Success => Status is >= 200 and < 300;

    public override string ToString() => $"{Status} {Type} {Place} {(Body.Length > 300 ? Body[..300] + "…" : Body)}";
}

internal static partial class Answers
{
    public static async Task<HttpAnswer> Read(HttpResponseMessage response, IReadOnlyDictionary<string, string> names)
    {
        var body = Same(await response.Content.ReadAsStringAsync(), names);
        return new(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString() ?? "",
            Same(response.Headers.Location?.ToString() ?? "", names),
            body
        );
    }

    private static string Same(string text, IReadOnlyDictionary<string, string> names)
    {
        foreach (var (value, name) in names.OrderByDescending(n => n.Key.Length))
        {
            text = text.Replace(value, name, StringComparison.OrdinalIgnoreCase)
                .Replace(value.Replace("-", "", StringComparison.Ordinal), name, StringComparison.OrdinalIgnoreCase);
        }
        text = Trace().Replace(text, "\"traceId\":\"…\"");
        return Forgery().Replace(text, "…");
    }

    [GeneratedRegex("\"traceId\":\\s*\"[^\"]*\"")]
    private static partial Regex Trace();

    // ASP.NET's protected texts all begin alike.
    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]+")]
    private static partial Regex Forgery();
}
