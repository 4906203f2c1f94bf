using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Help;

/// <summary>The help as this reader may read it: of pages they may open, and guides of what their business has.</summary>
public sealed class HelpLibrary(HelpCatalog catalog, Caller caller, Words words)
{
    /// <summary>An article as it stands in a list.</summary>
    public sealed record Entry(string Key, string Title, string Summary);

    /// <summary>The contents by area, in order; areas without an article for this reader are left out.</summary>
    public IReadOnlyList<(string Area, IReadOnlyList<Entry> Articles)> Contents() =>
        [
            .. HelpAreas
                .All.Select(area => (area, (IReadOnlyList<Entry>)[.. Readable.Where(a => a.Area == area).OrderBy(Order).Select(Show)]))
                .Where(a => a.Item2.Count > 0),
        ];

    /// <summary>
    /// Articles in which each word begins a word of any language, in any order; first those whose title has them. At most
    /// <paramref name="most"/>.
    /// </summary>
    public IReadOnlyList<Entry> Find(SearchTerms terms, int most, bool inText = true) =>
        [
            .. Readable
                .Select(a => (Article: a, Rank: Rank(a, terms, inText)))
                .Where(a => a.Rank is not null)
                .OrderBy(a => a.Rank)
                .ThenBy(a => Order(a.Article))
                .Take(most)
                .Select(a => Show(a.Article)),
        ];

    public HelpArticle? Read(string key) => catalog.Find(key) is { } article && MayRead(article) ? article : null;

    /// <summary>What to read after it.</summary>
    public IReadOnlyList<Entry> After(HelpArticle article) => [.. article.Next.Select(Read).OfType<HelpArticle>().Select(Show)];

    private IEnumerable<HelpArticle> Readable => catalog.Articles.Where(MayRead);

    private bool MayRead(HelpArticle article) =>
        article.IsPublic
        || (
            caller.Tenant is not null
            && caller.Permissions.Count > 0
            && (article.Permission is null || caller.May(article.Permission))
            && (article.Module.Entitlement is not { } entitlement || caller.Entitlements.Contains(entitlement.Key))
        );

    private Entry Show(HelpArticle article)
    {
        var text = article.In(words.Language);
        return new(article.Key, text.Title, text.Summary);
    }

    /// <summary>Guides first, then pages as their addresses go: a list before what is in it.</summary>
    private static (bool, string) Order(HelpArticle article) => (article.Permission is not null || article.IsPublic, article.Key);

    private static int? Rank(HelpArticle article, SearchTerms terms, bool inText)
    {
        if (article.Texts.Values.Any(t => terms.Begin(t.Names)))
            return 0;
        return inText && terms.Begin(article.Texts.Values.SelectMany(t => t.All).ToArray()) ? 1 : null;
    }
}
