namespace Niaga.Platform.Encryption;

/// <summary>
/// Encrypts rows that a version before encryption wrote. A module whose columns became encrypted registers one, and drops it with the plain
/// columns a version later.
/// </summary>
public interface ISealsPlainRows
{
    /// <summary>Seals some rows of a business, in the scope's own transaction.</summary>
    /// <returns>How many; 0 once none is left.</returns>
    Task<int> SealSome(IServiceProvider scope, CancellationToken cancel);
}
