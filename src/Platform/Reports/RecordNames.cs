namespace Niaga.Platform.Reports;

/// <summary>What records of a kind are called, where no statement can read it. The module that has them registers one.</summary>
/// <param name="Kind">Such as <c>trade.customer</c>.</param>
/// <param name="Of">Names of those that there are; who sees them is written down.</param>
public sealed record RecordNames(
    string Kind,
    Func<IReadOnlyCollection<Guid>, CancellationToken, Task<IReadOnlyDictionary<Guid, string>>> Of
);
