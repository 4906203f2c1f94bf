using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Search;

/// <summary>Search everywhere: asks every source whose permission the caller holds, side by side, and nobody else's.</summary>
public sealed class GlobalSearch(ModuleCatalog modules, Caller caller, Words words, IServiceProvider services)
{
    /// <summary>What one kind found, the best first.</summary>
    /// <param name="Key">Key of the kind.</param>
    /// <param name="Name">What the kind is called, in the reader's language.</param>
    /// <param name="Icon">Name of a Tabler icon.</param>
    /// <param name="List">Path of the kind's own list, without the words; null where there is none.</param>
    /// <param name="Hits">At least one.</param>
    public sealed record Group(string Key, string Name, string Icon, string? List, IReadOnlyList<SearchHit> Hits);

    /// <summary>What the caller can search, by name, in order.</summary>
    public IReadOnlyList<string> Kinds => [.. Sources.Select(s => words["search." + s.Key])];

    private IReadOnlyList<SearchSource> Sources => modules.SearchSources(caller.Permissions, caller.Entitlements);

    /// <summary>What was found, by kind: first the kind that fits best.</summary>
    /// <param name="terms">What is looked for.</param>
    /// <param name="most">How many of each kind at most.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<Group>> Find(SearchTerms terms, int most, CancellationToken cancel)
    {
        // All are begun before one is awaited: what they ask the database goes out together.
        var asked = Sources
            .Select(source =>
            {
                var finder = (ISearchSource)ActivatorUtilities.CreateInstance(services, source.Source);
                return (Source: source, finder.List, Finding: finder.Find(terms, most, cancel));
            })
            .ToArray();
        await Task.WhenAll(asked.Select(a => a.Finding));
        var groups = new List<Group>();
        foreach (var (source, list, finding) in asked)
        {
            var hits = await finding;
            if (hits.Count > 0)
                groups.Add(new(source.Key, words["search." + source.Key], source.Icon, list, hits));
        }
        return [.. groups.OrderBy(g => g.Hits.Min(h => h.Rank))];
    }
}
