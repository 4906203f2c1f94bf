using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Data;

namespace Niaga.Identity.Members;

/// <summary>One role a business made for itself, with its version.</summary>
internal sealed class RoleDetail(TenantSession session, RoleCatalog roles)
{
    internal sealed record Found(BusinessRole Role, uint Version);

    /// <returns>Null when the business has none by that id.</returns>
    public async Task<Found?> Find(Guid id, CancellationToken cancel)
    {
        var row = await session
            .Open<IdentityDb>()
            .Set<CustomRole>()
            .Where(r => r.RoleId == id)
            .Select(r => new { Role = r, Version = EF.Property<uint>(r, "Version") })
            .FirstOrDefaultAsync(cancel);
        return row is null ? null : new(roles.Describe(row.Role), row.Version);
    }
}
