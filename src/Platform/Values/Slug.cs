using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Niaga.Platform.Values;

/// <summary>
/// A business's address on the platform: 3 to 40 of a–z, 0–9 and single inner hyphens, starting with a letter.
/// One spelling only: capitals are refused, so that no two addresses lead to one business.
/// </summary>
public sealed partial record Slug
{
    public const int MinLength = 3;
    public const int MaxLength = 40;

    // Put before a name that is too short or starts with a digit.
    private const string Lead = "my-";
    private const int MaxNameLength = 200;

    private Slug(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out Slug? value)
    {
        value = text is { Length: >= MinLength and <= MaxLength } && Pattern().IsMatch(text) ? new Slug(text) : null;
        return value is not null;
    }

    /// <summary>For trusted text, such as the database.</summary>
    /// <exception cref="FormatException">Not an address.</exception>
    public static Slug Parse(string? text) => TryParse(text, out var value) ? value : throw new FormatException("Not a business address.");

    /// <summary>
    /// Proposes an address for a business's name: "Kedai Ah Seng Sdn Bhd" gives <c>kedai-ah-seng</c>. Null when the name
    /// has no Latin letter or digit. Whether it is free, or reserved, is for the caller to ask.
    /// </summary>
    public static Slug? Suggest(string? name)
    {
        var words = LegalForm().Replace(Words(name), "");
        if (words.Length == 0)
            return null;

        var text = words.Length < MinLength || !char.IsAsciiLetterLower(words[0]) ? Lead + words : words;
        if (text.Length > MaxLength)
        {
            // Better a whole word less than half a word.
            var end = text.LastIndexOf('-', MaxLength);
            text = end >= MinLength + Lead.Length ? text[..end] : text[..MaxLength];
        }
        return TryParse(text, out var slug) ? slug : null;
    }

    /// <summary>An address to begin with, for a name without a Latin letter (Chinese, Jawi, Tamil): <c>kedai-4821</c>.</summary>
    public static Slug Invent() => new(FormattableString.Invariant($"kedai-{RandomNumberGenerator.GetInt32(1000, 10_000)}"));

    // Lower-case words joined by single hyphens; accents go, apostrophes join, everything else parts.
    private static string Words(string? name)
    {
        var words = new StringBuilder();
        foreach (var rune in name.AsSpan(0, Math.Min(name?.Length ?? 0, MaxNameLength)).EnumerateRunes())
        {
            if (rune.Value is '\'' or '\u2019')
                continue;

            var letter = char.ToLowerInvariant(rune.ToString().Normalize(NormalizationForm.FormKD)[0]);
            if (letter is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
                words.Append(letter);
            else if (Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark)
                continue;
            else if (words.Length > 0 && words[^1] != '-')
                words.Append('-');
        }
        return words.ToString().TrimEnd('-');
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"-(sdn-bhd|sendirian-berhad|bhd|berhad|plt|llp)\z")]
    private static partial Regex LegalForm();
}
