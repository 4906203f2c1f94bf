namespace Niaga.Platform.Modules;

/// <summary>
/// Finds one kind of records for search everywhere: one statement, never more rows than asked for. Named by the manifest's <c>Search</c>,
/// which says who may search it; it is made anew for each request and never asked for anybody else.
/// </summary>
public interface ISearchSource
{
    /// <summary>Path of the kind's own list, which searches by <c>?q=</c>; null where there is none.</summary>
    string? List { get; }

    /// <param name="terms">What is looked for; never empty.</param>
    /// <param name="most">How many at most, the best first.</param>
    /// <param name="cancel">Ends the reading.</param>
    Task<IReadOnlyList<SearchHit>> Find(SearchTerms terms, int most, CancellationToken cancel);
}

/// <summary>How well something fits what was typed.</summary>
public enum SearchRank
{
    /// <summary>It is the code that was typed or scanned.</summary>
    Exact,

    /// <summary>Its name begins with what was typed.</summary>
    Beginning,

    /// <summary>Each word typed begins one of its words.</summary>
    Word,
}

/// <summary>Something search everywhere found.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Path">Path of its page within the business's address, without a slash in front.</param>
/// <param name="Detail">What tells it from others of its name; null for nothing.</param>
/// <param name="Rank">How well it fits.</param>
/// <param name="Icon">Name of a Tabler icon, where not that of its kind.</param>
public sealed record SearchHit(string Title, string Path, string? Detail, SearchRank Rank, string? Icon = null)
{
    /// <summary>False where the detail is not searched, so that nothing in it is set off.</summary>
    public bool DetailSearched { get; init; } = true;
}
