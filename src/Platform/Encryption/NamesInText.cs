using System.Text;
using System.Text.RegularExpressions;
using Niaga.Platform.Values;

namespace Niaga.Platform.Encryption;

/// <summary>Where a text names somebody: by all telling words of their name, one after the other, in any spelling of Muhammad.</summary>
public sealed partial class NamesInText
{
    private readonly record struct Word(string Told, int Start, int End);

    private readonly string text;
    private readonly Word[] words;
    private readonly ILookup<string, int> places;

    public NamesInText(string text)
    {
        this.text = text;
        words = [.. Telling(text)];
        places = Enumerable.Range(0, words.Length).ToLookup(i => words[i].Told);
    }

    /// <summary>The words any name in it is made of; what <see cref="NameTokens"/> finds by each is written with the name.</summary>
    public IEnumerable<string> Words => words.Select(w => w.Told).Concat(NameTokens.Words(text)).Distinct();

    /// <summary>Each place where it says this name.</summary>
    public IEnumerable<(int Start, int End)> Find(string name)
    {
        // Chinese is written without spaces: its names are looked for as they stand.
        if (NameTokens.IsHan(name.Trim()) && name.Trim() is { Length: > 1 } han)
        {
            for (var at = text.IndexOf(han, StringComparison.Ordinal); at >= 0; at = text.IndexOf(han, at + 1, StringComparison.Ordinal))
                yield return (at, at + han.Length);
            yield break;
        }
        string[] told = [.. Telling(name).Select(w => w.Told)];
        if (told.Length == 0 || told is [{ Length: < NameTokens.Fewest }])
            yield break;

        foreach (var first in places[told[0]])
        {
            if (first + told.Length <= words.Length && told.Index().All(w => words[first + w.Index].Told == w.Item))
                yield return (words[first].Start, words[first + told.Length - 1].End);
        }
    }

    private static IEnumerable<Word> Telling(string text) =>
        Whole()
            .Matches(text)
            .Select(m => new Word(NameTokens.Told(SearchKey.Of(m.Value.Normalize(NormalizationForm.FormKC))), m.Index, m.Index + m.Length))
            .Where(w => w.Told.Length > 0);

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}/]+")]
    private static partial Regex Whole();
}
