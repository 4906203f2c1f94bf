namespace Niaga.Platform.Tenants;

/// <summary>The places of the business, for whoever lies below the trades that keep them.</summary>
public sealed class BusinessBranches(Func<CancellationToken, Task<IReadOnlyList<BusinessBranches.Branch>>> all)
{
    /// <param name="Id">Its id.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="IsOpen">False where it is archived.</param>
    public sealed record Branch(Guid Id, string Name, bool IsOpen);

    /// <summary>All there are, archived ones too, the one it began with first.</summary>
    public Task<IReadOnlyList<Branch>> All(CancellationToken cancel) => all(cancel);
}
