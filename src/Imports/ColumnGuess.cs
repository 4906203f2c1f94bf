using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Imports;

/// <summary>
/// Which columns a line of headings names: by the labels of every language, so that an export comes back, then by other words.
/// </summary>
internal sealed class ColumnGuess(IReadOnlyList<ImportColumn> columns, string kind, TextCatalog texts)
{
    private readonly (string Key, string? Name, string[] Headings)[] known =
    [
        .. columns.Select(c =>
            (
                c.Key,
                c.Name,
                (string[])
                    [
                        .. (c.Name is { } name ? [name] : Language.All.Select(l => texts.Get(l, c.TextOf(kind))))
                            .Select(ImportHeadings.Fold)
                            .Concat(c.Headings)
                            .Where(h => h.Length > 0)
                            .Distinct(),
                    ]
            )
        ),
    ];

    /// <summary>The columns that these headings name, each at most once.</summary>
    public IReadOnlyDictionary<string, int> Of(IReadOnlyList<string> headings)
    {
        var folded = headings.Select(ImportHeadings.Fold).ToArray();
        var guessed = new Dictionary<string, int>();
        var taken = new HashSet<int>();
        // What a business calls nearly alike is told apart by what stands there exactly.
        foreach (var (key, name, _) in known.Where(k => k.Name is not null && IsOfNoOther(k.Key, k.Headings)))
        {
            var column = IndexOf(headings, name!);
            if (column >= 0 && taken.Add(column))
                guessed[key] = column;
        }
        foreach (var (key, _, names) in known.Where(k => !guessed.ContainsKey(k.Key)))
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

    /// <summary>A column of the kind's own goes before a business's field that is called as it is.</summary>
    private bool IsOfNoOther(string key, string[] names) =>
        !Array.Exists(known, k => k.Name is null && k.Key != key && k.Headings.Intersect(names).Any());

    private static int IndexOf(IReadOnlyList<string> headings, string name)
    {
        for (var i = 0; i < headings.Count; i++)
        {
            if (string.Equals(headings[i].Trim(), name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }
}
