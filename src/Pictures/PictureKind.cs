using Niaga.Platform.Data;
using Niaga.Platform.Refusals;

namespace Niaga.Pictures;

/// <summary>A kind of record that has pictures; each module keeps one per kind.</summary>
/// <param name="Subject">As the audit log calls it, such as <c>retail.product</c>.</param>
/// <param name="Path">Where its records are, on the site and in the API, such as <c>products</c>.</param>
/// <param name="View">Permission of who may see its pictures.</param>
/// <param name="Edit">Permission of who may change them: the one its use case needs.</param>
/// <param name="NotFound">The refusal where the business has no such record.</param>
/// <param name="Exists">Whether it has a record by that id.</param>
public sealed record PictureKind(
    string Subject,
    string Path,
    string View,
    string Edit,
    Refusal NotFound,
    Func<TenantSession, Guid, CancellationToken, Task<bool>> Exists
)
{
    /// <summary>Where its people see a picture: an address that never shows another one.</summary>
    internal string Address(Guid hash, PictureSize size) => $"{Path}/pictures/{hash}/{(int)size}";
}
