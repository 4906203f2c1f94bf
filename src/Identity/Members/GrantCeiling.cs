using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>
/// How far a caller reaches: nobody gives or takes what they lack, and only an owner makes or unmakes an owner. What the caller holds is
/// read within the transaction, from their place as it is now; a sign-in or a key that may less narrows it.
/// </summary>
internal sealed class GrantCeiling(TenantSession session, Caller caller, RoleCatalog roles, AccessCache access)
{
    /// <summary>
    /// The caller's place and another's, locked until the transaction ends. Always in the order of their ids: of two who change each
    /// other one waits, and then finds what the first left of their own place.
    /// </summary>
    public async Task<(Membership? Own, Membership? Other)> ReadForUpdate(PersonId other, CancellationToken cancel)
    {
        Guid[] ids = caller.Person is { } self ? [self.Value, other.Value] : [other.Value];
        var db = session.Open<IdentityDb>();
        var places = await db.Set<Membership>()
            .FromSql(
                $"""
                SELECT *, xmin FROM platform.memberships WHERE tenant_id = {db.Tenant.Value} AND person_id = ANY ({ids})
                ORDER BY person_id FOR NO KEY UPDATE
                """
            )
            .ToListAsync(cancel);
        return (places.FirstOrDefault(p => p.PersonId == caller.Person), places.FirstOrDefault(p => p.PersonId == other));
    }

    /// <summary>The caller's own place, or null.</summary>
    public async Task<Membership?> Own(CancellationToken cancel) =>
        caller.Person is { } self
            ? await session.Open<IdentityDb>().Set<Membership>().AsNoTracking().FirstOrDefaultAsync(m => m.PersonId == self, cancel)
            : null;

    /// <summary>Why the caller may not give or take these roles, or null. A role that is gone holds nothing.</summary>
    public async Task<Refusal?> Refuse(Membership? own, IEnumerable<BusinessRole?> given, CancellationToken cancel)
    {
        if (own is not { IsActive: true })
            return PlatformErrors.Forbidden();

        var held = await Held(own.Role, cancel);
        foreach (var role in given.OfType<BusinessRole>())
        {
            if (role.Key == BuiltInRoles.Owner && own.Role != BuiltInRoles.Owner)
                return MemberErrors.OwnersOnly();
            if (!role.Permissions.IsSubsetOf(held))
                return MemberErrors.BeyondYou();
        }
        return null;
    }

    /// <summary>As <see cref="Refuse(Membership?, IEnumerable{BusinessRole?}, CancellationToken)"/>, for permissions by name.</summary>
    public async Task<Refusal?> Refuse(Membership? own, IEnumerable<string> permissions, CancellationToken cancel)
    {
        if (own is not { IsActive: true })
            return PlatformErrors.Forbidden();

        return roles.Meaningful(permissions).IsSubsetOf(await Held(own.Role, cancel)) ? null : MemberErrors.BeyondYou();
    }

    /// <summary>The roles the caller may give, for a page to choose from.</summary>
    public async Task<IReadOnlyList<BusinessRole>> Offered(CancellationToken cancel)
    {
        if (await OwnRole(cancel) is not { } own)
            return [];

        var held = await Held(own, cancel);
        return
        [
            .. (await roles.List(cancel)).Where(r =>
                r.Permissions.IsSubsetOf(held) && (r.Key != BuiltInRoles.Owner || own == BuiltInRoles.Owner)
            ),
        ];
    }

    /// <summary>The caller's role as the access check knows it, for a page; null where they have no active place.</summary>
    public async Task<string?> OwnRole(CancellationToken cancel) =>
        caller.Person is { } self && await access.Find(session.Tenant, cancel) is { } tenant
            ? (await access.FindMember(tenant, self, cancel))?.Role
            : null;

    private async Task<FrozenSet<string>> Held(string own, CancellationToken cancel) =>
        (await roles.Find(own, cancel))?.Permissions.Where(caller.May).ToFrozenSet(StringComparer.Ordinal) ?? [];
}
