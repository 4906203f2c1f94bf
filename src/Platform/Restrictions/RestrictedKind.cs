using Niaga.Platform.Data;

namespace Niaga.Platform.Restrictions;

/// <summary>A kind of record that can be restricted; the module that has them registers one.</summary>
/// <param name="Subject">As the audit log calls it, such as <c>trade.customer</c>. Its name: <c>restricted.{Subject}</c>.</param>
/// <param name="Path">Where its records are on the site, such as <c>customers</c>.</param>
/// <param name="View">Permission of who may see them at all.</param>
/// <param name="Exists">Whether the business has one by that id.</param>
public sealed record RestrictedKind(
    string Subject,
    string Path,
    string View,
    Func<TenantSession, Guid, CancellationToken, Task<bool>> Exists
);
