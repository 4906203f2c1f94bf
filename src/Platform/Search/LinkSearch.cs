using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Search;

/// <summary>
/// Finds what manifests name, by label and by everyday words. The words of every language count: a Malay shop's cashier may think of a
/// <i>price</i>, and an English one's of <i>harga</i>.
/// </summary>
internal abstract class LinkSearch(TextCatalog texts, Words words) : ISearchSource
{
    public string? List => null;

    protected abstract IEnumerable<Link> Links { get; }

    public Task<IReadOnlyList<SearchHit>> Find(SearchTerms terms, int most, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<SearchHit>>([
            .. Links
                .Where(l => terms.Fit(Language.All.SelectMany(s => new[] { texts.Get(s, l.Label), texts.Get(s, l.Words) })))
                .Select(l => new SearchHit(words[l.Label], Relative(l.Path), null, terms.RankOf(words[l.Label]), l.Icon))
                .OrderBy(h => h.Rank)
                .Take(most),
        ]);

    private static string Relative(string path) => path.Length > 1 ? path[1..] : "./";

    /// <param name="Label">Key of the text it shows.</param>
    /// <param name="Words">Key of the words it is found by besides.</param>
    /// <param name="Path">Where it leads.</param>
    /// <param name="Icon">Name of a Tabler icon.</param>
    protected sealed record Link(string Label, string Words, string Path, string Icon);
}

/// <summary>Places: the entries of the navigation, pages without one such as those of the settings, and reports.</summary>
internal sealed class PageSearch(ModuleCatalog modules, Caller caller, TextCatalog texts, Words words) : LinkSearch(texts, words)
{
    protected override IEnumerable<Link> Links =>
        modules
            .Navigation(caller.Permissions, caller.Entitlements)
            .Select(n => new Link("nav." + n.Key, $"nav.{n.Key}.words", n.PermittedPath ?? n.Path, n.Icon))
            .Concat(
                modules
                    .Links(caller.Permissions, caller.Entitlements)
                    .Where(l => !l.Act)
                    .Select(l => new Link(l.Text, $"link.{l.Key}.words", l.Path, l.Icon))
            )
            .Concat(
                modules
                    .Reports(caller.Permissions, caller.Entitlements)
                    .Select(r => new Link("report." + r.Key, $"report.{r.Key}.words", "/reports/" + r.Path, r.Icon))
            )
            .DistinctBy(l => l.Path);
}

/// <summary>Acts: where something is begun.</summary>
internal sealed class ActSearch(ModuleCatalog modules, Caller caller, TextCatalog texts, Words words) : LinkSearch(texts, words)
{
    protected override IEnumerable<Link> Links =>
        modules
            .Links(caller.Permissions, caller.Entitlements)
            .Where(l => l.Act)
            .Select(l => new Link(l.Text, $"link.{l.Key}.words", l.Path, l.Icon));
}
