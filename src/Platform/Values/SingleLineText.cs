using System.Globalization;
using System.Text;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Values;

/// <summary>
/// Text as people type it on one line, the same rule in forms, API and files: printable, and with something to see. Joiners (U+200C,
/// U+200D) stay: Tamil, Jawi and emoji are written with them.
/// </summary>
public static class SingleLineText
{
    /// <param name="typed">As it came.</param>
    /// <param name="field">Of the form, for the refusal.</param>
    /// <param name="longest">Characters at most.</param>
    /// <param name="refusals">Where a refusal goes.</param>
    /// <returns>Without blanks around it; null when nothing is left.</returns>
    public static string? Read(string? typed, string field, int longest, List<Refusal> refusals)
    {
        var text = typed?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length > longest)
            refusals.Add(PlatformErrors.TooLong(field, longest));
        else if (!IsValid(text))
            refusals.Add(PlatformErrors.Invalid(field));
        return text;
    }

    public static bool IsValid(string text) => text.EnumerateRunes().All(IsPrintable) && text.EnumerateRunes().Any(IsVisible);

    /// <summary>What is left when all that cannot be printed is taken out; empty when nothing could be seen of it.</summary>
    public static string Clean(string text)
    {
        var clean = string.Concat(text.EnumerateRunes().Where(IsPrintable)).Trim();
        return clean.EnumerateRunes().Any(IsVisible) ? clean : "";
    }

    /// <summary>Not a control, nor what broken text decodes to, nor a character that turns the direction of the words around it.</summary>
    private static bool IsPrintable(Rune rune) =>
        rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));

    /// <summary>Marks sit on a letter; fillers are letters to Unicode, and blank.</summary>
    private static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
            )
        && rune.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF));
}
