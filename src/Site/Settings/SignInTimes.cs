using System.Globalization;
using Niaga.Platform.Texts;
using Niaga.Ui;

namespace Niaga.Site.Settings;

/// <summary>How long a sign-in may lie idle and last, in words: what a business may choose, and what it has chosen.</summary>
internal static class SignInTimes
{
    private static readonly int[] IdleChoices = [15, 60, 480, 1440, 10_080];
    private static readonly int[] AbsoluteChoices = [480, 1440, 10_080, 43_200];

    public static string Idle(Words words, int? minutes) => minutes is { } chosen ? Say(words, chosen) : words["site.security.idle.usual"];

    public static string Absolute(Words words, int? minutes) =>
        minutes is { } chosen ? Say(words, chosen) : words["site.security.absolute.usual"];

    /// <param name="words">The reader's words.</param>
    /// <param name="chosen">What is in force; it stays a choice though the API set it to something else.</param>
    public static IReadOnlyList<Choice> ForIdle(Words words, string? chosen) => Choices(words, IdleChoices, chosen);

    public static IReadOnlyList<Choice> ForAbsolute(Words words, string? chosen) => Choices(words, AbsoluteChoices, chosen);

    private static Choice[] Choices(Words words, int[] usual, string? chosen)
    {
        var minutes =
            int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var own) && own > 0
                ? usual.Append(own).Distinct().Order()
                : usual.AsEnumerable();
        return [.. minutes.Select(m => new Choice(m.ToString(CultureInfo.InvariantCulture), Say(words, m)))];
    }

    private static string Say(Words words, int minutes) =>
        minutes switch
        {
            _ when minutes % 1440 == 0 => words[minutes == 1440 ? "site.security.day" : "site.security.days", minutes / 1440],
            _ when minutes % 60 == 0 => words[minutes == 60 ? "site.security.hour" : "site.security.hours", minutes / 60],
            _ => words["site.security.minutes", minutes],
        };
}
