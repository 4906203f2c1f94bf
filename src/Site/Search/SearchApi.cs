using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Search;
using Niaga.Platform.Texts;
using Niaga.Site.Rendering;

namespace Niaga.Site.Search;

/// <summary><c>/api/v1/search</c>: what the palette shows while somebody types.</summary>
internal static class SearchApi
{
    /// <summary>As many of a kind as fit below each other.</summary>
    private const int MostOfKind = 6;

    /// <summary>What was found.</summary>
    /// <param name="Groups">By kind; first the kind that fits best.</param>
    /// <param name="Searched">Every kind that was looked through, by name.</param>
    public sealed record SearchAnswer(IReadOnlyList<SearchGroup> Groups, IReadOnlyList<string> Searched);

    /// <summary>What one kind found.</summary>
    /// <param name="Key" example="retail.products">Key of the kind.</param>
    /// <param name="Name" example="Products">What it is called.</param>
    /// <param name="List" example="products">Path of its own list, which searches by q; null where there is none.</param>
    /// <param name="Hits">The best first.</param>
    public sealed record SearchGroup(string Key, string Name, string? List, IReadOnlyList<SearchResult> Hits);

    /// <summary>Something that was found.</summary>
    /// <param name="Path" example="products/0198c4a0-7f6e-7cc3-9a53-3f2b8e1d4a6b">Path of its page within the business's address.</param>
    /// <param name="Icon" example="package">Name of a Tabler icon.</param>
    /// <param name="Exact" example="false">It is the very code that was asked for.</param>
    /// <param name="Title">What it is called, in parts.</param>
    /// <param name="Detail">What tells it from others of its name, in parts.</param>
    public sealed record SearchResult(
        string Path,
        string Icon,
        bool Exact,
        IReadOnlyList<SearchPart> Title,
        IReadOnlyList<SearchPart> Detail
    );

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/search", Find)
            .WithTags("Search")
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen), new DisclosesAttribute(Purposes.Search))
            .WithSummary("Search everywhere")
            .WithDescription(
                "Records, pages and acts this caller may open, at most "
                    + MostOfKind
                    + " of a kind. Each word of q begins a word of what is found, in any order; an exact code comes first."
            )
            .Refuses(PlatformErrors.Required("Q"), PlatformErrors.TooLong("Q", SearchTerms.MostCharacters), PlatformErrors.Invalid("Q"));

    private static async Task<Results<Ok<SearchAnswer>, ProblemHttpResult>> Find(
        [Description("Words, or a code as a scanner reads it; at most 100 characters.")] string? q,
        GlobalSearch search,
        Words words,
        CancellationToken cancel
    )
    {
        if (!SearchTerms.Read(q).Succeeded(out var terms, out var refusal))
            return refusal.ToProblem(words);

        var groups = await Together(() => search.Find(terms, MostOfKind, cancel));
        return TypedResults.Ok(
            new SearchAnswer(
                [.. groups.Select(g => new SearchGroup(g.Key, g.Name, g.List, [.. g.Hits.Select(h => View(h, g, terms))]))],
                search.Kinds
            )
        );
    }

    private static SearchResult View(SearchHit hit, GlobalSearch.Group group, SearchTerms terms) =>
        new(
            hit.Path,
            hit.Icon ?? group.Icon,
            hit.Rank == SearchRank.Exact,
            SearchMarks.Of(hit.Title, terms),
            hit.DetailSearched ? SearchMarks.Of(hit.Detail ?? "", terms) : [new(hit.Detail ?? "", false)]
        );

    /// <summary>What the sources ask goes out as one round trip, as on a page.</summary>
    private static Task<T> Together<T>(Func<Task<T>> work)
    {
        var (order, before) = (new SerialContext(), SynchronizationContext.Current);
        SynchronizationContext.SetSynchronizationContext(order);
        try
        {
            var task = work();
            order.Run();
            return task;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
