namespace Niaga.Platform.Encryption;

/// <summary>
/// Encrypts rows that a version before encryption wrote. A module whose columns became encrypted registers one, and drops it with the plain
/// columns a version later.
/// </summary>
/// <param name="SealSome">Seals some rows of a business, in the scope's own transaction; answers how many, 0 once none is left.</param>
public sealed record PlainRows(Func<IServiceProvider, CancellationToken, Task<int>> SealSome);
