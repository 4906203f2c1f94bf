namespace Niaga.Platform.Reports;

/// <summary>What records of a kind are called, where no statement can read it. The module that has them registers one.</summary>
public interface IRecordNames
{
    /// <summary>Such as <c>trade.customer</c>.</summary>
    string Kind { get; }

    /// <summary>Names of those that there are.</summary>
    Task<IReadOnlyDictionary<Guid, string>> Of(IReadOnlyCollection<Guid> ids, CancellationToken cancel);
}
