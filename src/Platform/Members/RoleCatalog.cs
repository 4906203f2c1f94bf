using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Members;

/// <summary>
/// The roles a business may give: the built-in ones, those of the modules it holds, those it made for itself. A transaction reads its own
/// as they are within it; a page takes what the access check knows.
/// </summary>
internal sealed class RoleCatalog(TenantSession session, ModuleCatalog modules, Caller caller, AccessCache access)
{
    /// <summary>All of them, the built-in ones first, a business's own by name.</summary>
    public async Task<IReadOnlyList<BusinessRole>> List(CancellationToken cancel)
    {
        if (!session.InTransaction)
            return [.. Offered.Select(Describe), .. (await Known(cancel)).Select(r => Describe(r.Id, r.Name, r.Permissions))];

        var own = await session.Open<PlatformDb>().Set<CustomRole>().AsNoTracking().OrderBy(r => r.Name).ToListAsync(cancel);
        return [.. Offered.Select(Describe), .. own.Select(Describe)];
    }

    /// <summary>The role with this key, or null when the business cannot give it.</summary>
    public async Task<BusinessRole?> Find(string? key, CancellationToken cancel)
    {
        if (Offered.FirstOrDefault(r => r.Key == key) is { } offered)
            return Describe(offered);

        if (IdOf(key) is not { } id)
            return null;
        if (!session.InTransaction)
            return (await Known(cancel)).FirstOrDefault(r => r.Id == id) is { } known
                ? Describe(known.Id, known.Name, known.Permissions)
                : null;

        return await session.Open<PlatformDb>().Set<CustomRole>().AsNoTracking().FirstOrDefaultAsync(r => r.RoleId == id, cancel) is { } own
            ? Describe(own)
            : null;
    }

    /// <summary>
    /// As <see cref="Find"/>, and the role stays as it is until the transaction ends: what is compared with it holds when it is given.
    /// </summary>
    public async Task<BusinessRole?> Hold(string? key, CancellationToken cancel)
    {
        if (IdOf(key) is not { } id)
            return await Find(key, cancel);

        var db = session.Open<PlatformDb>();
        var own = await db.Set<CustomRole>()
            .FromSql($"SELECT *, xmin FROM platform.roles WHERE tenant_id = {db.Tenant.Value} AND role_id = {id} FOR SHARE")
            .AsNoTracking()
            .FirstOrDefaultAsync(cancel);
        return own is null ? null : Describe(own);
    }

    /// <summary>
    /// Those of these permissions that mean anything to this business; a module it does not hold gives and takes nothing.
    /// </summary>
    public FrozenSet<string> Meaningful(IEnumerable<string> permissions) =>
        permissions
            .Where(p => modules.EntitlementOf(p) is not { } entitlement || caller.Entitlements.Contains(entitlement))
            .ToFrozenSet(StringComparer.Ordinal);

    public BusinessRole Describe(CustomRole role) => Describe(role.RoleId, role.Name, role.Permissions);

    private BusinessRole Describe(Guid id, string name, string[] permissions) =>
        new(
            CustomRole.KeyOf(id),
            name,
            RoleKind.Own,
            id,
            Meaningful(modules.OfCustomRole(permissions)),
            permissions.ToFrozenSet(StringComparer.Ordinal)
        );

    private async ValueTask<IReadOnlyList<AccessCache.OwnRole>> Known(CancellationToken cancel) =>
        (await access.Find(session.Tenant, cancel))?.OwnRoles ?? [];

    private IEnumerable<RoleOffer> Offered =>
        modules.Roles.Where(r => r.Entitlement is null || caller.Entitlements.Contains(r.Entitlement));

    private BusinessRole Describe(RoleOffer role)
    {
        var builtIn = BuiltInRoles.All.Contains(role.Key);
        return new(
            role.Key,
            null,
            builtIn ? RoleKind.BuiltIn : RoleKind.Module,
            null,
            Meaningful(modules.PermissionsOf(role.Key)),
            Named(role.Key).ToFrozenSet(StringComparer.Ordinal)
        );
    }

    /// <summary>What a manifest says of a role in so many words, without what follows from it.</summary>
    private IEnumerable<string> Named(string role) =>
        modules.Manifests.SelectMany(m => m.Roles).FirstOrDefault(r => r.Key == role) is { } ofModule
            ? ofModule.Permissions.Append(PlatformPermissions.WorkspaceOpen)
            : modules.Permissions.Where(p => role == BuiltInRoles.Owner || p.DefaultRoles.Contains(role)).Select(p => p.Key);

    private static Guid? IdOf(string? key) =>
        key is not null
        && key.StartsWith(CustomRole.Prefix, StringComparison.Ordinal)
        && Guid.TryParseExact(key.AsSpan(CustomRole.Prefix.Length), "D", out var id)
        && CustomRole.KeyOf(id) == key
            ? id
            : null;
}

/// <summary>A role as a business may give it.</summary>
/// <param name="Key">Its key, as a membership names it.</param>
/// <param name="Name">What the business calls it; null where the texts do.</param>
/// <param name="Kind">Whose it is.</param>
/// <param name="Id">Id of a business's own role.</param>
/// <param name="Permissions">All it may do in this business, implied ones included.</param>
/// <param name="Named">Those of them that were given by name.</param>
internal sealed record BusinessRole(
    string Key,
    string? Name,
    RoleKind Kind,
    Guid? Id,
    FrozenSet<string> Permissions,
    FrozenSet<string> Named
);

internal enum RoleKind
{
    BuiltIn,
    Module,
    Own,
}
