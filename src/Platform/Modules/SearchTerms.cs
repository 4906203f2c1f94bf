using System.Text.RegularExpressions;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Platform.Modules;

/// <summary>What somebody looks for, bounded and folded by <see cref="SearchKey"/>.</summary>
public sealed partial class SearchTerms
{
    public const int MostCharacters = 100;
    private const int MostWords = 8;

    /// <summary>Sorts after every text that begins alike: a range on an index, which row-level security leaves to us.</summary>
    private const string Last = "\U0010FFFF";

    private SearchTerms(string typed, string key, string[] words) => (Typed, Key, Words) = (typed, key, words);

    /// <summary>As it was typed, without spaces around it.</summary>
    public string Typed { get; }

    /// <summary>All of it folded: for codes and the beginnings of names.</summary>
    public string Key { get; }

    /// <summary>Its words, folded, as they were typed; each is to begin a word of what is found.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>
    /// A <c>LIKE</c> pattern for each word, for a text that has a space before each of its words. A wildcard typed is a letter.
    /// </summary>
    public string[] Patterns => [.. Words.Select(w => "% " + Wildcard().Replace(w, @"\$&") + "%")];

    /// <summary>The first text after all that begin with this one, where texts are compared as in collation C.</summary>
    public static string After(string beginning) => beginning + Last;

    public static Outcome<SearchTerms> Read(string? typed)
    {
        var trimmed = typed?.Trim() ?? "";
        if (trimmed.Length == 0)
            return PlatformErrors.Required("Q");
        if (trimmed.Length > MostCharacters)
            return PlatformErrors.TooLong("Q", MostCharacters);
        if (!SingleLineText.IsValid(trimmed))
            return PlatformErrors.Invalid("Q");

        var key = SearchKey.Of(trimmed);
        return new SearchTerms(trimmed, key, [.. key.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(MostWords)]);
    }

    /// <summary>Whether each word begins a word of these texts.</summary>
    public bool Fit(params IEnumerable<string> texts) => Begin([.. texts.SelectMany(t => SearchKey.Of(t).Split(' '))]);

    /// <summary>Whether each word begins one of these, which are folded already.</summary>
    public bool Begin(IReadOnlyList<string> words) => Words.All(typed => words.Any(w => w.StartsWith(typed, StringComparison.Ordinal)));

    /// <summary>How well a name fits that is known to fit.</summary>
    public SearchRank RankOf(string name) =>
        SearchKey.Of(name).StartsWith(Words[0], StringComparison.Ordinal) ? SearchRank.Beginning : SearchRank.Word;

    [GeneratedRegex(@"[\\%_]")]
    private static partial Regex Wildcard();
}
