using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Niaga.Platform.Refusals;

namespace Niaga.Notes;

/// <summary>A comment as it is kept: plain text with line breaks.</summary>
internal static partial class CommentText
{
    public const int Longest = 4000;

    public static bool TryRead(string? typed, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out Refusal? refusal)
    {
        text = typed?.ReplaceLineEndings("\n").Trim();
        refusal =
            string.IsNullOrEmpty(text) ? PlatformErrors.Required("Text")
            : text.Length > Longest ? PlatformErrors.TooLong("Text", Longest)
            : null;
        return refusal is null;
    }

    /// <summary>Addresses in a text become links; nothing else of it means anything.</summary>
    public static IEnumerable<(string Part, bool Link)> Parts(string text)
    {
        var at = 0;
        foreach (Match match in Address().Matches(text))
        {
            if (match.Index > at)
                yield return (text[at..match.Index], false);
            yield return (match.Value, true);
            at = match.Index + match.Length;
        }
        if (at < text.Length)
            yield return (text[at..], false);
    }

    [GeneratedRegex(@"https?://[^\s<>""]*[^\s<>"".,;:!?)]", RegexOptions.None, 200)]
    private static partial Regex Address();
}
