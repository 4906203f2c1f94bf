using System.Text.RegularExpressions;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Platform.Notifications;

/// <summary>
/// The words of a kind's mail: plain text with named placeholders, and nothing that could run (decision 30). A mail is sent as text, so
/// nothing in it is ever read as HTML.
/// </summary>
/// <param name="Subject">One line.</param>
/// <param name="Body">Lines.</param>
internal sealed partial record NotificationTemplate(string Subject, string Body)
{
    public const int LongestSubject = 150;
    public const int LongestBody = 4000;

    /// <summary>What may stand between the braces.</summary>
    public static IEnumerable<string> NamesOf(NotificationKind kind) => kind.Placeholders.Concat(NotificationMail.Common);

    /// <summary>What somebody typed, or everything that is wrong with it, each by its name.</summary>
    public static Outcome<NotificationTemplate> Read(NotificationKind kind, string? subject, string? body)
    {
        var refusals = new List<Refusal>();
        var (line, lines) = (subject?.Trim() ?? "", body?.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() ?? "");
        if (line.Length is > 0 and <= LongestSubject && !SingleLineText.IsValid(line))
            refusals.Add(PlatformErrors.Invalid(nameof(Subject)));
        Check(kind, line, nameof(Subject), LongestSubject, refusals);
        Check(kind, lines, nameof(Body), LongestBody, refusals);
        return Refusal.Of(refusals) is { } refused ? refused : new NotificationTemplate(line, lines + "\n");
    }

    private static void Check(NotificationKind kind, string text, string field, int most, List<Refusal> refusals)
    {
        if (text.Length == 0)
            refusals.Add(PlatformErrors.Required(field));
        // What is too long is not read any further.
        if (text.Length > most)
        {
            refusals.Add(PlatformErrors.TooLong(field, most));
            return;
        }
        if (Markup().Match(text) is { Success: true } found)
            refusals.Add(PlatformErrors.TemplateMarkup(field, found.Value));
        string[] known = [.. NamesOf(kind)];
        foreach (var unknown in Placeholders.Of(text).Where(name => !known.Contains(name)).Distinct().Take(5))
            refusals.Add(
                PlatformErrors.TemplatePlaceholderUnknown(
                    field,
                    unknown.Length > 40 ? unknown[..40] + "…" : unknown,
                    string.Join(", ", known)
                )
            );
        var rest = Whole().Replace(text, "");
        if (rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal))
            refusals.Add(PlatformErrors.TemplateUnclosed(field));
    }

    /// <summary>The beginning of a tag, or an address that runs something.</summary>
    [GeneratedRegex(
        @"<[a-z!/?][a-z0-9]*|\b(javascript|vbscript)\s*:|\bdata\s*:\s*text/html",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Markup();

    [GeneratedRegex(@"\{\{[^{}]*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
