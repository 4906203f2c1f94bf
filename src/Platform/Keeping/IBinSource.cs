using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Keeping;

/// <summary>Something in the bin.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Table">Schema and name of its table; its records' text is <c>record.{Table}</c>.</param>
/// <param name="Name">What it is called, or how it begins.</param>
/// <param name="Path">Where it was, within the business's address; null for nowhere.</param>
/// <param name="DeletedAt">When.</param>
/// <param name="By">Who deleted it; null where nobody knows.</param>
public sealed record BinItem(Guid Id, string Table, string Name, string? Path, DateTimeOffset DeletedAt, string? By);

/// <summary>
/// What of one kind lies in the bin; registered as <c>AddTransient&lt;IBinSource, …&gt;()</c> by whoever declares a table's <c>Deleted</c>.
/// </summary>
public interface IBinSource
{
    /// <summary>Schema and name of the tables it answers for.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Whether the caller may look into it at all.</summary>
    bool IsFor(Caller caller);

    /// <summary>The newest, of what this caller may see; one statement.</summary>
    Task<List<BinItem>> Newest(int most, CancellationToken cancel);

    /// <summary>Brings one back, by the use case that does so elsewhere.</summary>
    Task<Outcome<Done>> Restore(string table, Guid id, UseCaseRunner runner, CancellationToken cancel);
}
