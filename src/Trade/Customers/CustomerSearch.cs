using Niaga.Platform.Modules;

namespace Niaga.Trade.Customers;

/// <summary>Customers for search everywhere; a company has an icon of its own.</summary>
internal sealed class CustomerSearch(CustomerLookup lookup) : ISearchSource
{
    public string List => "customers";

    public async Task<IReadOnlyList<SearchHit>> Find(SearchTerms terms, int most, CancellationToken cancel) =>
        [
            .. (await lookup.Find(terms.Typed, most, cancel)).Select(c => new SearchHit(
                c.Name,
                $"customers/{c.Id}",
                string.Join(" · ", new[] { c.Phone, c.Group }.OfType<string>()) is { Length: > 0 } detail ? detail : null,
                CustomerTokens.Digits(terms.Typed) is not null ? SearchRank.Exact : terms.RankOf(c.Name),
                c.Kind == CustomerKinds.Company ? "building" : null
            )
            {
                // A phone stands there as people write it, and is looked for by its digits.
                DetailSearched = false,
            }),
        ];
}
