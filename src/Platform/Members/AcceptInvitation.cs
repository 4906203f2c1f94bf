using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Passwords;
using Niaga.Platform.People;
using Niaga.Platform.Security;
using Niaga.Platform.SignIn;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Members;

/// <summary>
/// Somebody takes the place they were invited to: as the person they are signed in as, else with a new account, whose address the link
/// has proven. Of several who try with one link the first wins.
/// </summary>
[PublicAccess("The link in the mail is the proof.")]
internal sealed class AcceptInvitation(
    TenantSession session,
    InvitationLookup invitations,
    PeopleDb people,
    UserManager<Person> accounts,
    PasswordRules rules,
    AccessCache access,
    SessionCache sessions,
    AuditTrail audit,
    OwnerNotices notices,
    Caller caller,
    TimeProvider clock
) : UseCase<AcceptInvitation, AcceptInvitation.Input, AcceptInvitation.Welcome>
{
    /// <param name="Code">From the link.</param>
    /// <param name="Name">Of a new account.</param>
    /// <param name="Password">Of a new account.</param>
    /// <param name="Language">Of a new account.</param>
    public sealed record Input(string? Code, string? Name, string? Password, string Language);

    /// <param name="Person">Who has joined.</param>
    public sealed record Welcome(Guid Person);

    public override async Task<Outcome<Welcome>> Run(Input input, CancellationToken cancel)
    {
        if (await invitations.Find(input.Code, cancel) is not { } open)
            return MemberErrors.InvitationSpent();

        var (db, invitation, now) = (session.Open<PlatformDb>(), open.Invitation, clock.GetUtcNow());
        var person = caller.Person;
        if (person is { } known && await db.Set<Membership>().AnyAsync(m => m.PersonId == known, cancel))
            return MemberErrors.AlreadyHere();
        if (person is null)
        {
            if (await invitations.HasSignIn(invitation.Email, cancel))
                return MemberErrors.SignInFirst();

            var business = await db.Set<Business>().Select(b => b.Name).SingleAsync(cancel);
            if (Refuse(input, [input.Name, invitation.Email, business], out var name) is { } refused)
                return refused;

            person = await Create(name, invitation.Email, input, now);
            // From here on it is they who act: the log names them.
            caller.Identify(person.Value, []);
        }
        db.Set<Membership>().Add(new(person.Value, invitation.Role, now));
        invitation.Accept(person.Value, now);
        audit.Record(
            "platform.member_joined",
            "platform.person",
            person.Value,
            after: new
            {
                invitation.Email,
                Role = open.Role.Name ?? open.Role.Key,
                Invitation = invitation.InvitationId,
            }
        );
        if (invitation.Role == BuiltInRoles.Owner)
            notices.Tell("owner_joined");
        access.ForgetAfter(session);
        session.AfterCommit(() => sessions.Forget(person.Value));
        return new Welcome(person.Value.Value);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName switch
        {
            "people_email_confirmed" => MemberErrors.SignInFirst(),
            "memberships_pkey" => MemberErrors.AlreadyHere(),
            "memberships_role_known" => MemberErrors.InvitationSpent(),
            _ => null,
        };

    private Refusal? Refuse(Input input, string?[] context, out string name)
    {
        var refusals = new List<Refusal>();
        name = SingleLineName.Read(input.Name, nameof(input.Name), refusals);
        if (rules.Check(input.Password, context) is { } weak)
            refusals.Add(weak);
        return Refusal.Of(refusals);
    }

    private async Task<PersonId> Create(string name, string email, Input input, DateTimeOffset now)
    {
        var person = new Person(name, email, input.Language, now) { EmailConfirmed = true };
        var made = await accounts.CreateAsync(person, input.Password!);
        if (!made.Succeeded)
            throw new InvalidOperationException(
                "Identity refused an account the rules let pass: " + string.Join(", ", made.Errors.Select(e => e.Code))
            );

        await people.SaveChangesAsync();
        return person.PersonId;
    }
}
