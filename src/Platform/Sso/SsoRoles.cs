using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Sso;

/// <summary>The roles a provider's word may give in this business: every one but the owner's.</summary>
internal sealed class SsoRoles(TenantSession session, ModuleCatalog modules, Caller caller)
{
    /// <param name="Key">As a membership names it.</param>
    /// <param name="Name">What the business calls it, where it is the business's own.</param>
    /// <param name="Permissions">All it may do.</param>
    public sealed record Offer(string Key, string? Name, FrozenSet<string> Permissions);

    public async Task<IReadOnlyList<Offer>> List(CancellationToken cancel)
    {
        var db = session.Open<PlatformDb>();
        // Asked, not taken from the caller: somebody who is just signing in carries none.
        var holds = await session.Open<PlatformDb>().Entitlements.Select(e => e.Key).ToListAsync(cancel);
        var own = await db.Database.SqlQuery<Own>($"SELECT role_id AS \"RoleId\", name AS \"Name\", permissions AS \"Permissions\" FROM platform.roles WHERE tenant_id = {db.Tenant.Value}").ToListAsync(cancel);
        return
        [
            .. modules.Roles.Where(r => r.Key != BuiltInRoles.Owner && (r.Entitlement is null || holds.Contains(r.Entitlement))).Select(r => new Offer(r.Key, null, modules.PermissionsOf(r.Key))),
            .. own.OrderBy(r => r.Name, StringComparer.CurrentCultureIgnoreCase).Select(r => new Offer("custom." + r.RoleId, r.Name, modules.WithImplied(r.Permissions.Append(PlatformPermissions.WorkspaceOpen)))),
        ];
    }

    /// <summary>Those the caller holds themselves: nobody gives what they lack, not by a claim either.</summary>
    public async Task<IReadOnlyList<Offer>> Within(CancellationToken cancel) => [.. (await List(cancel)).Where(r => Meaningful(r).All(caller.May))];

    /// <summary>What a role gives in a business that holds these features; the rest opens nothing.</summary>
    private IEnumerable<string> Meaningful(Offer role) => role.Permissions.Where(p => modules.EntitlementOf(p) is not { } entitlement || caller.Entitlements.Contains(entitlement));

#pragma warning disable CA1812 // Made by Entity Framework.
    private sealed record Own(Guid RoleId, string Name, string[] Permissions);
#pragma warning restore CA1812
}
