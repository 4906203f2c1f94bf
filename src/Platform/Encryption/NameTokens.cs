using System.Globalization;
using System.Text;
using Niaga.Platform.Values;

namespace Niaga.Platform.Encryption;

/// <summary>
/// The parts of a name that it is found by: the first three to eight letters of each word, a shorter word whole, a Chinese name by each
/// character and pair. What half the country is called by (bin, binti, a/l) is no part.
/// </summary>
public static class NameTokens
{
    /// <summary>Fewer letters find only words that are no longer.</summary>
    public const int Fewest = 3;

    /// <summary>Of a longer word only so much is looked for; what is found is compared again once it is opened.</summary>
    public const int Most = 8;

    private static readonly HashSet<string> Common =
    [
        "bin",
        "binti",
        "bte",
        "bt",
        "b",
        "a/l",
        "a/p",
        "s/o",
        "d/o",
        "al",
        "ap",
        "encik",
        "puan",
        "cik",
        "tuan",
        "mr",
        "mrs",
        "ms",
        "dr",
        "sdn",
        "bhd",
        "berhad",
    ];

    private static readonly HashSet<string> Muhammads = ["muhammad", "mohammad", "muhamad", "mohamad", "mohamed", "mohd", "muhd", "md"];

    /// <summary>Stands for every spelling of Muhammad.</summary>
    private const string Muhammad = "=muhammad";

    /// <summary>What somebody types on the way to any spelling of it; what is found is compared again.</summary>
    private static readonly string[] MuhammadStarts = ["moh", "muh"];

    /// <summary>The words of a name as they are compared: folded, without signs around them.</summary>
    public static string[] Words(string name) =>
        [
            .. SearchKey
                .Of(name.Normalize(NormalizationForm.FormKC))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(Bare)
                .Where(w => w.Length > 0)
                .Distinct(),
        ];

    /// <summary>All parts of a name that are written.</summary>
    public static string[] Written(string name)
    {
        var words = Words(name);
        // A name of nothing else is found by what there is.
        string[] telling = words.Where(w => !Common.Contains(w)).ToArray() is { Length: > 0 } some ? some : words;
        return [.. telling.SelectMany(OfWord).Distinct()];
    }

    /// <summary>The parts somebody who types these words looks for; a name must have every one.</summary>
    public static string[] Typed(string typed)
    {
        var words = Words(typed);
        string[] telling = words.Where(w => !Common.Contains(w)).ToArray() is { Length: > 0 } some ? some : words;
        return [.. telling.SelectMany(Asked).Distinct()];
    }

    /// <summary>Whether every word that was typed begins a word of the name; Muhammad in any spelling.</summary>
    public static bool Fits(string name, string typed)
    {
        var words = Words(name);
        return Words(typed)
            .Where(t => !Common.Contains(t))
            .All(t =>
                words.Any(w =>
                    w.StartsWith(t, StringComparison.Ordinal)
                    || ((Muhammads.Contains(t) || BeginsMuhammad(t)) && Muhammads.Contains(w))
                    || IsHan(t) && w.Contains(t, StringComparison.Ordinal)
                )
            );
    }

    /// <summary>Words that tell a name from others, one spelling for each.</summary>
    public static string[] Telling(string name)
    {
        string[] words = [.. Words(name).Select(w => Muhammads.Contains(w) ? "muhammad" : w).Distinct()];
        return words.Where(w => !Common.Contains(w)).ToArray() is { Length: > 0 } telling ? telling : words;
    }

    /// <summary>A folded word as names are told apart by: empty for one that half the country is called by.</summary>
    internal static string Told(string word) =>
        Common.Contains(word) ? ""
        : Muhammads.Contains(word) ? "muhammad"
        : word;

    private static IEnumerable<string> OfWord(string word)
    {
        if (IsHan(word))
        {
            foreach (var part in HanParts(word))
                yield return part;
            yield break;
        }
        if (Muhammads.Contains(word))
        {
            yield return Muhammad;
            foreach (var start in MuhammadStarts)
                yield return start;
        }
        if (word.Length <= Fewest)
            yield return word;
        else
        {
            for (var length = Fewest; length <= Math.Min(Most, word.Length); length++)
                yield return word[..length];
        }
    }

    private static IEnumerable<string> Asked(string word) =>
        IsHan(word) ? HanParts(word).Where(p => word.EnumerateRunes().Count() == 1 || p.EnumerateRunes().Count() == 2)
        : Muhammads.Contains(word) ? [Muhammad]
        : BeginsMuhammad(word) ? [word[..Fewest]]
        : [word.Length <= Most ? word : word[..Most]];

    private static bool BeginsMuhammad(string word) =>
        word.Length >= Fewest && Muhammads.Any(m => m.StartsWith(word, StringComparison.Ordinal));

    private static IEnumerable<string> HanParts(string word)
    {
        Rune? before = null;
        foreach (var rune in word.EnumerateRunes())
        {
            yield return rune.ToString();
            if (before is { } first)
                yield return $"{first}{rune}";
            before = rune;
        }
    }

    internal static bool IsHan(string word) =>
        word.Length > 0 && word.EnumerateRunes().All(r => Rune.GetUnicodeCategory(r) == UnicodeCategory.OtherLetter && r.Value >= 0x2E80);

    /// <summary>Without the commas, brackets and signs around it.</summary>
    private static string Bare(string word)
    {
        var (from, to) = (0, word.Length);
        while (from < to && IsSign(word[from]))
            from++;
        while (to > from && IsSign(word[to - 1]))
            to--;
        return word[from..to];

        static bool IsSign(char c) => char.IsPunctuation(c) || char.IsSymbol(c);
    }
}
