using Niaga.Platform.Modules;

namespace Niaga.Platform.Help;

/// <summary>The help in search everywhere: by titles and everyday words, never above a record of that name.</summary>
internal sealed class HelpSearch(HelpLibrary library) : ISearchSource
{
    public string? List => "help";

    public Task<IReadOnlyList<SearchHit>> Find(SearchTerms terms, int most, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<SearchHit>>([
            .. library
                .Find(terms, most, inText: false)
                .Select(a => new SearchHit(a.Title, "help/" + a.Key, a.Summary, SearchRank.Word) { DetailSearched = false }),
        ]);
}
