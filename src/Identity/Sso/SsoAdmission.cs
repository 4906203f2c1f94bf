using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Domains;
using Niaga.Identity.Members;
using Niaga.Identity.Oidc;
using Niaga.Identity.People;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;

namespace Niaga.Identity.Sso;

/// <summary>
/// Says of somebody the provider vouches for who they are here and which place they would have. Changes nothing: a try asks it as a sign-in
/// does.
/// </summary>
internal sealed class SsoAdmission(TenantSession session, PeopleDb people, RoleCatalog roles, ModuleCatalog modules)
{
    /// <param name="Fault">Why they stay out, or null.</param>
    /// <param name="Email">Their address.</param>
    /// <param name="Known">The person this subject is known to be, or null.</param>
    /// <param name="Place">Their place in the business, or null.</param>
    /// <param name="Role">The role they are to have from now on.</param>
    public sealed record Verdict(SsoFailure? Fault, EmailAddress? Email, Guid? Known, Membership? Place, string? Role);

    public async Task<Verdict> Check(BusinessProvider of, ProviderIdentity identity, CancellationToken cancel)
    {
        var (db, facts) = (session.Open<IdentityDb>(), of.Facts);
        if (identity.Email(facts.EmailClaim) is not { } email)
            return new(SsoFailure.NoEmail, null, null, null, null);
        // Whoever may change their own address there could write a colleague's into it.
        if (identity.EmailVerified == false && facts.EmailClaim == "email")
            return new(SsoFailure.EmailUnverified, email, null, null, null);

        var domain = email.Domain;
        if (!await db.Set<BusinessDomain>().AnyAsync(d => d.Domain == domain && d.VerifiedAt != null, cancel))
            return new(SsoFailure.DomainNotVerified, email, null, null, null);

        var login = await people
            .OfBusiness()
            .UserLogins.AsNoTracking()
            .FirstOrDefaultAsync(l => l.LoginProvider == of.Key && l.ProviderKey == identity.Subject, cancel);
        var known =
            login?.UserId
            ?? await people
                .AtAddress(email.Normalized)
                .Users.Where(p => p.NormalizedEmail == email.Normalized && p.EmailConfirmed)
                .Select(p => (Guid?)p.Id)
                .FirstOrDefaultAsync(cancel);
        if (
            login is null
            && known is not null
            && await people.OfBusiness().UserLogins.AnyAsync(l => l.LoginProvider == of.Key && l.UserId == known, cancel)
        )
            return new(SsoFailure.AnotherSubject, email, known, null, null);

        var person = new PersonId(known ?? Guid.Empty);
        var place = known is null ? null : await db.Set<Membership>().FirstOrDefaultAsync(m => m.PersonId == person, cancel);
        var role = place is null || (of.DecidesRoles && place.Role != BuiltInRoles.Owner) ? of.RoleOf(identity) : place.Role;
        if (place is null && !facts.Joins)
            return new(SsoFailure.NotMember, email, known, null, null);
        if (place is { IsActive: false })
            return new(SsoFailure.Suspended, email, known, place, null);
        if (role != place?.Role && modules.Roles.All(r => r.Key != role) && await roles.Find(role, cancel) is null)
            return new(SsoFailure.RoleGone, email, known, place, role);

        return new(null, email, known, place, role);
    }
}
