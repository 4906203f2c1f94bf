using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;

namespace Niaga.Identity.Scim;

/// <summary>
/// What directories filter by: <c>userName</c>, <c>externalId</c>, <c>emails.value</c>, <c>active</c> and <c>id</c>, each with
/// <c>eq</c>, joined by <c>and</c>. Anything else is refused rather than answered wrongly.
/// </summary>
internal sealed partial record ScimFilter(
    string? UserName = null,
    string? ExternalId = null,
    string? Email = null,
    bool? Active = null,
    Guid? Id = null,
    bool Nobody = false
)
{
    private const int Longest = 1000;

    public static readonly ScimFilter All = new();

    public static Outcome<ScimFilter> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return All;
        if (text.Length > Longest)
            return ScimErrors.FilterUnsupported();

        var filter = All;
        var rest = text.AsSpan().Trim().ToString();
        while (true)
        {
            var match = Comparison().Match(rest);
            if (!match.Success || filter.And(match.Groups["attribute"].Value, match.Groups["value"].Value) is not { } narrower)
                return ScimErrors.FilterUnsupported();

            filter = narrower;
            rest = rest[match.Length..];
            if (rest.Length == 0)
                return filter;

            var and = Conjunction().Match(rest);
            if (!and.Success)
                return ScimErrors.FilterUnsupported();

            rest = rest[and.Length..];
        }
    }

    private ScimFilter? And(string attribute, string literal)
    {
        if (attribute.StartsWith(ScimSchemas.User + ":", StringComparison.OrdinalIgnoreCase))
            attribute = attribute[(ScimSchemas.User.Length + 1)..];
        var text = literal[0] == '"' ? Unquote(literal) : null;
        // An escape may stand for what no text we keep can hold.
        if (RequestValidationMiddleware.Unclean(text))
            return null;

        switch (attribute.ToLowerInvariant())
        {
            case "username" when text is not null:
                return Same(UserName, text, StringComparison.OrdinalIgnoreCase) with { UserName = text };
            case "externalid" when text is not null:
                return Same(ExternalId, text, StringComparison.Ordinal) with { ExternalId = text };
            case "emails.value" or "emails" or "emails[type eq \"work\"].value" when text is not null:
                return Same(Email, text, StringComparison.OrdinalIgnoreCase) with { Email = text };
            // An id that is none of ours is nobody's.
            case "id" when text is not null:
                return Guid.TryParse(text, out var id)
                    ? Same(Id?.ToString(), id.ToString(), StringComparison.Ordinal) with
                    {
                        Id = id,
                    }
                    : this with
                    {
                        Nobody = true,
                    };
            case "active" when bool.TryParse(text ?? literal, out var active):
                return this with { Active = active, Nobody = Nobody || (Active is { } other && other != active) };
            default:
                return null;
        }
    }

    /// <summary>One thing that shall equal two is nothing.</summary>
    private ScimFilter Same(string? before, string now, StringComparison how) =>
        before is null || before.Equals(now, how) ? this : this with { Nobody = true };

    private static string? Unquote(string literal)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(literal);
        }
        catch (JsonException)
        {
            // A broken escape: no value that anything could equal.
            return null;
        }
    }

    [GeneratedRegex(
        """\A(?<attribute>[A-Za-z0-9:._-]+(?:\[type eq "work"\]\.value)?) +eq +(?<value>"(?:[^"\\]|\\.)*"|true|false)""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\A +and +", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Conjunction();
}
