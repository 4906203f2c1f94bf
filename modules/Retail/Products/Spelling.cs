using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>
/// Forgives small typing errors: which words of the shop's own names are nearest to what was typed. Asked only where the exact search
/// finds nothing. Codes are never forgiven: one digit further is another product.
/// </summary>
internal static class Spelling
{
    private const int ShortestForgiven = 3;
    private const int TwoErrorsFrom = 7;
    private const int PrefixFrom = 4;
    private const int MostWords = 8;
    private const int LongestWord = 40;

    /// <returns>For each word typed, the words to look for instead; null where nothing is near or nothing is misspelt.</returns>
    public static async Task<string[][]?> Nearest(RetailDb db, string? typed, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(typed) || typed.Length > 200)
            return null;

        var words = SearchKey.Of(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(MostWords).ToArray();
        if (!Array.Exists(words, Forgivable))
            return null;

        // One row: thousands of names cross over faster than their words are told apart in the database.
        var names = await db
            .Database.SqlQuery<string>(
                $"""
                SELECT coalesce(string_agg(name_key, ' '), '') AS "Value" FROM retail.products WHERE tenant_id = {db.Tenant.Value}
                """
            )
            .ToListAsync(cancel);
        var known = new HashSet<string>(names[0].Split(' ').Where(w => w.Length is >= 2 and <= LongestWord), StringComparer.Ordinal);
        var nearest = Array.ConvertAll(words, w => Nearest(w, known));
        return Array.TrueForAll(nearest, n => n.Length > 0) && nearest.Where((n, i) => n is not [var one] || one != words[i]).Any()
            ? nearest
            : null;
    }

    /// <summary>Names that hold one of the words for each that was typed.</summary>
    public static IQueryable<Product> Near(IQueryable<Product> products, string[][] words)
    {
        foreach (var alternatives in words)
            products = products.Where(p => alternatives.Any(w => p.NameKey.Contains(w) || p.SkuKey.Contains(w)));
        return products;
    }

    /// <summary>The word itself where it is known or a code, else the known words with the fewest errors; none where all are far.</summary>
    public static string[] Nearest(string word, IReadOnlyCollection<string> known)
    {
        if (!Forgivable(word) || known.Any(k => k.Contains(word, StringComparison.Ordinal)))
            return [word];

        var most = word.Length >= TwoErrorsFrom ? 2 : 1;
        var best = 2 * most + 1;
        var nearest = new List<string>();
        foreach (var candidate in known)
        {
            var (whole, beginning) = Errors(word, candidate, most);
            // A whole word is surer than the beginning of a longer one with as many errors.
            var score = Math.Min(whole * 2, word.Length >= PrefixFrom ? beginning * 2 + 1 : int.MaxValue);
            if (score > best || score > 2 * most + 1)
                continue;
            if (score < best)
                nearest.Clear();
            best = score;
            nearest.Add(candidate);
        }
        return [.. nearest.Order(StringComparer.Ordinal).Take(MostWords)];
    }

    private static bool Forgivable(string word) => word.Length >= ShortestForgiven && !word.Any(char.IsAsciiDigit);

    /// <summary>Letters wrong, missing, too many or swapped: against the whole word, and against its nearest beginning.</summary>
    private static (int Whole, int Beginning) Errors(string typed, string word, int most)
    {
        const int Far = 1_000;
        if (word.Length < typed.Length - most)
            return (Far, Far);

        // No beginning longer than this can be near.
        var length = Math.Min(word.Length, typed.Length + most);
        Span<int> before = stackalloc int[length + 1];
        Span<int> last = stackalloc int[length + 1];
        Span<int> row = stackalloc int[length + 1];
        for (var j = 0; j <= length; j++)
            last[j] = j;
        for (var i = 1; i <= typed.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= length; j++)
            {
                var wrong = typed[i - 1] == word[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + wrong);
                if (i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }
            if (least > most)
                return (Far, Far);

            var free = before;
            before = last;
            last = row;
            row = free;
        }
        var beginning = Far;
        foreach (var errors in last)
            beginning = Math.Min(beginning, errors);
        var whole = length == word.Length ? last[length] : Far;
        return (whole > most ? Far : whole, beginning > most ? Far : beginning);
    }
}
