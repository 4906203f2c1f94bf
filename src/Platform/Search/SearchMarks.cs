using System.Globalization;
using System.Text;
using Niaga.Platform.Modules;

namespace Niaga.Platform.Search;

/// <summary>A part of a text.</summary>
/// <param name="Text" example="Mil">The part.</param>
/// <param name="Hit" example="true">Whether it is what was looked for.</param>
public sealed record SearchPart(string Text, bool Hit);

/// <summary>Which parts of a name are what was typed, accents and case aside.</summary>
public static class SearchMarks
{
    public static IReadOnlyList<SearchPart> Of(string text, SearchTerms terms)
    {
        var (folded, at) = Fold(text);
        var hit = new bool[text.Length];
        for (var i = 0; i < folded.Length; i++)
        {
            if (i > 0 && folded[i - 1] != ' ')
                continue;
            var word = terms.Words.Where(w => string.CompareOrdinal(folded, i, w, 0, w.Length) == 0).MaxBy(w => w.Length);
            for (var j = i; j < i + (word?.Length ?? 0); j++)
                hit[at[j]] = true;
        }
        var parts = new List<SearchPart>();
        for (int from = 0, to = 1; to <= text.Length; to++)
        {
            if (to < text.Length && hit[to] == hit[from])
                continue;
            parts.Add(new(text[from..to], hit[from]));
            from = to;
        }
        return parts;
    }

    /// <summary>The text letter by letter as <see cref="Values.SearchKey"/> folds it, and where each letter came from.</summary>
    private static (string Folded, List<int> At) Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var at = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            // Half of a character has no form of its own.
            var letters = char.IsSurrogate(text[i]) ? text[i].ToString() : text[i].ToString().Normalize(NormalizationForm.FormD);
            foreach (var letter in letters.Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark))
            {
                folded.Append(char.IsWhiteSpace(letter) ? ' ' : char.ToLowerInvariant(letter));
                at.Add(i);
            }
        }
        return (folded.ToString(), at);
    }
}
