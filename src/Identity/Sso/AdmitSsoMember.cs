using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.Members;
using Niaga.Identity.Oidc;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Sso;

/// <summary>
/// Somebody the business's own provider vouches for gets their place: the account of their address, a membership where the business lets
/// the provider give one, the role the provider's word gives. Never an owner's. Runs behind the business's own lock.
/// </summary>
[PublicAccess("The provider's token, checked by the framework's handler, is the proof.")]
internal sealed class AdmitSsoMember(
    TenantSession session,
    PeopleDb people,
    DomainAccounts accounts,
    SsoAdmission admission,
    PendingInvitations invitations,
    AccessCache access,
    AuditTrail audit,
    Caller caller,
    TimeProvider clock
) : UseCase<AdmitSsoMember, AdmitSsoMember.Input, AdmitSsoMember.Answer>
{
    /// <param name="Of">The provider as it was when they came back.</param>
    /// <param name="Identity">Who they are there.</param>
    /// <param name="Language">Of a new account.</param>
    public sealed record Input(BusinessProvider Of, ProviderIdentity Identity, string Language);

    /// <param name="Fault">Why they stay out; noted in the log, so it is answered rather than refused.</param>
    /// <param name="Person">Who is to be let in.</param>
    public sealed record Answer(SsoFailure? Fault, Guid? Person);

    public override async Task<Outcome<Answer>> Run(Input input, CancellationToken cancel)
    {
        var (of, identity, db) = (input.Of, input.Identity, session.Open<IdentityDb>());
        // Held until the end: whoever changes or removes the provider waits, and then undoes this with the rest.
        var current = await db.AsItStands().FirstOrDefaultAsync(cancel);
        if (current is not { Enabled: true } || current.ConnectionId != of.Connection || current.Version != of.Version)
            return new Answer(SsoFailure.Off, null);

        var verdict = await admission.Check(of, identity, cancel);
        if (verdict.Fault is { } fault)
        {
            audit.Record(
                "platform.sso_sign_in_refused",
                "platform.sso_connection",
                of.Connection,
                after: new { Reason = fault.ToString(), Email = verdict.Email?.Value }
            );
            return new Answer(fault, null);
        }
        var person =
            verdict.Known
            ?? (await accounts.FindOrCreate(verdict.Email!, identity.Name(of.Facts.NameClaim, verdict.Email), input.Language, cancel)).Id;
        // From here on it is they who act: the log names them.
        caller.Identify(new(person), []);
        if (!await people.OfBusiness().UserLogins.AnyAsync(l => l.LoginProvider == of.Key && l.ProviderKey == identity.Subject, cancel))
        {
            var login = people.UserLogins.Add(
                new IdentityUserLogin<Guid>
                {
                    LoginProvider = of.Key,
                    ProviderKey = identity.Subject,
                    ProviderDisplayName = of.Facts.Issuer,
                    UserId = person,
                }
            );
            login.Property<Guid?>(PeopleDb.BoundTo).CurrentValue = session.Tenant.Value;
            await people.SaveChangesAsync(cancel);
        }
        Place(db, verdict, new(person), of);
        if (verdict.Place is null)
            await invitations.Revoke(new(person), cancel);
        access.ForgetAfter(session);
        return new Answer(null, person);
    }

    /// <summary>Two first sign-ins of one person at once: the second finds what the first made when it tries again.</summary>
    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation ? PlatformErrors.Busy() : null;

    private void Place(IdentityDb db, SsoAdmission.Verdict verdict, PersonId person, BusinessProvider of)
    {
        if (verdict.Place is not { } place)
        {
            db.Set<Membership>().Add(new(person, verdict.Role!, clock.GetUtcNow()));
            audit.Record(
                "platform.member_joined",
                "platform.person",
                person,
                after: new
                {
                    Email = verdict.Email!.Value,
                    verdict.Role,
                    By = of.Facts.Issuer,
                }
            );
        }
        else if (place.Role != verdict.Role)
        {
            audit.Record(
                "platform.member_role_changed",
                "platform.person",
                person,
                new { place.Role },
                new { verdict.Role, By = of.Facts.Issuer }
            );
            place.Take(verdict.Role!);
        }
    }
}
