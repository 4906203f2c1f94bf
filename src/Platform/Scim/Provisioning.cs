using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Members;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Scim;

/// <summary>
/// The role that members created by a directory begin with, and how far the person behind a key reaches. Within a use case's transaction.
/// </summary>
internal sealed class Provisioning(TenantSession session, RoleCatalog roles, Caller caller)
{
    public async Task<string> DefaultRole(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT default_role FROM platform.provisioning WHERE tenant_id = $1",
            session.Connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        return await command.ExecuteScalarAsync(cancel) as string ?? BuiltInRoles.Staff;
    }

    /// <summary>
    /// Whether the role is more than the person behind the key may do themselves. Their place counts, not the key: it is given no
    /// more than provisioning.
    /// </summary>
    public async Task<Refusal?> RefuseBeyond(BusinessRole role, CancellationToken cancel)
    {
        var own = await session
            .Open<PlatformDb>()
            .Set<Membership>()
            .AsNoTracking()
            .FirstOrDefaultAsync(m => m.PersonId == caller.Person, cancel);
        if (own is not { IsActive: true } || await roles.Find(own.Role, cancel) is not { } held)
            return PlatformErrors.Forbidden();

        return role.Key != BuiltInRoles.Owner && role.Permissions.IsSubsetOf(held.Permissions) ? null : ScimErrors.RoleBeyond();
    }
}
