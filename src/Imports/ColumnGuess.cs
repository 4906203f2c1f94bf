using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Imports;

/// <summary>
/// Which columns a line of headings names: by the labels of every language, so that an export comes back, then by other words.
/// </summary>
internal sealed class ColumnGuess(IReadOnlyList<ImportColumn> columns, string kind, TextCatalog texts)
{
    private readonly (string Key, string[] Headings)[] known =
    [
        .. columns.Select(c =>
            (c.Key, (string[])[.. Language.All.Select(l => Folded(texts.Get(l, c.TextOf(kind)))).Concat(c.Headings).Distinct()])
        ),
    ];

    /// <summary>The columns that these headings name, each at most once.</summary>
    public IReadOnlyDictionary<string, int> Of(IReadOnlyList<string> headings)
    {
        var folded = headings.Select(Folded).ToArray();
        var guessed = new Dictionary<string, int>();
        var taken = new HashSet<int>();
        foreach (var (key, names) in known)
        {
            foreach (var name in names)
            {
                var column = Array.IndexOf(folded, name);
                if (column < 0 || !taken.Add(column))
                    continue;

                guessed[key] = column;
                break;
            }
        }
        return guessed;
    }

    private static string Folded(string heading) =>
        string.Concat(SearchKey.Of(heading).Replace("(rm)", "", StringComparison.Ordinal).Where(char.IsLetterOrDigit));
}
