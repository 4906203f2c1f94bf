using Microsoft.EntityFrameworkCore;
using Niaga.Identity.Domains;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>What a link opens, asked alike by the page that shows it and the act that accepts it.</summary>
internal sealed class InvitationLookup(
    TenantSession session,
    PeopleDb people,
    RoleCatalog roles,
    HomeRealmDiscovery company,
    TimeProvider clock
)
{
    /// <summary>An invitation that may be accepted, and the role it gives.</summary>
    internal sealed record Open(Invitation Invitation, BusinessRole Role);

    /// <summary>
    /// What the link opens, or null: unknown, used, expired, revoked, or vouched for by somebody who has left or may no longer give that
    /// role. Within a transaction the invitation, its role and its sender stay as they are until it ends.
    /// </summary>
    public async Task<Open?> Find(string? text, CancellationToken cancel)
    {
        if (!InvitationCode.TryParse(text, out var code))
            return null;

        var db = session.Open<IdentityDb>();
        var (tenant, hash) = (db.Tenant.Value, code.Hash());
        var found = await (
            session.InTransaction
                ? db.Set<Invitation>()
                    .FromSql($"SELECT * FROM platform.invitations WHERE tenant_id = {tenant} AND token_hash = {hash} FOR UPDATE")
                : db.Set<Invitation>().Where(i => i.TokenHash == hash)
        ).FirstOrDefaultAsync(cancel);
        if (found is not { IsOpen: true } || found.ExpiresAt <= clock.GetUtcNow())
            return null;

        var role = session.InTransaction ? await roles.Hold(found.Role, cancel) : await roles.Find(found.Role, cancel);
        return role is not null && await Vouched(found, role, cancel) ? new(found, role) : null;
    }

    /// <summary>Whether this person has a place in the business already, suspended or not.</summary>
    public Task<bool> IsMember(PersonId person, CancellationToken cancel) =>
        session.Open<IdentityDb>().Set<Membership>().AnyAsync(m => m.PersonId == person, cancel);

    /// <summary>
    /// Whether somebody is to sign in rather than to make an account: the address has one, or its domain asks for its own sign-in.
    /// </summary>
    public async Task<bool> HasSignIn(string email, CancellationToken cancel)
    {
        var address = EmailAddress.Parse(email);
        return await people
                .AtAddress(address.Normalized)
                .Users.AnyAsync(p => p.NormalizedEmail == address.Normalized && p.EmailConfirmed, cancel)
            || await company.IsRequired(address, cancel);
    }

    private async Task<bool> Vouched(Invitation invitation, BusinessRole role, CancellationToken cancel)
    {
        var db = session.Open<IdentityDb>();
        var (tenant, person) = (db.Tenant.Value, invitation.InvitedBy.Value);
        var sender = await (
            session.InTransaction
                ? db.Set<Membership>()
                    .FromSql($"SELECT *, xmin FROM platform.memberships WHERE tenant_id = {tenant} AND person_id = {person} FOR SHARE")
                : db.Set<Membership>().Where(m => m.PersonId == invitation.InvitedBy)
        )
            .AsNoTracking()
            .FirstOrDefaultAsync(cancel);
        if (sender is not { IsActive: true } || await roles.Find(sender.Role, cancel) is not { } held)
            return false;

        return held.Permissions.Contains(PlatformPermissions.MembersManage)
            && role.Permissions.IsSubsetOf(held.Permissions)
            && WorkingPlaces.Reach(sender.Branches, invitation.Branches)
            && (role.Key != Contract.BuiltInRoles.Owner || sender.Role == Contract.BuiltInRoles.Owner);
    }
}
