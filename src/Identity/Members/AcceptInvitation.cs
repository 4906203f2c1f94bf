using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.Passwords;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>
/// Somebody takes the place they were invited to: as the person they are signed in as, else with a new account, whose address the link
/// has proven. Of several who try with one link the first wins.
/// </summary>
[PublicAccess("The link in the mail is the proof.")]
internal sealed class AcceptInvitation(
    TenantSession session,
    InvitationLookup invitations,
    WorkingPlaces places,
    AddressHolder holders,
    PasswordRules rules,
    AccessCache access,
    SessionCache sessions,
    AuditTrail audit,
    OwnerNotices notices,
    Notifier notifier,
    PersonNames names,
    Caller caller,
    TimeProvider clock
) : UseCase<AcceptInvitation, AcceptInvitation.Input, AcceptInvitation.Welcome>
{
    internal const string Notice = "platform.invitation_accepted";

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

        var (db, invitation, now) = (session.Open<IdentityDb>(), open.Invitation, clock.GetUtcNow());
        var (person, newName) = (caller.Person, (string?)null);
        if (person is { } known && await db.Set<Membership>().AnyAsync(m => m.PersonId == known, cancel))
            return MemberErrors.AlreadyHere();
        if (person is null)
        {
            if (await invitations.HasSignIn(invitation.Email, cancel))
                return MemberErrors.SignInFirst();

            var business = await session.Open<PlatformDb>().Set<Business>().Select(b => b.Name).SingleAsync(cancel);
            if (Refuse(input, [input.Name, invitation.Email, business], out var name) is { } refused)
                return refused;

            (person, newName) = (await Create(name, invitation.Email, input, now, cancel), name);
            if (person is null)
                return MemberErrors.SignInFirst();

            // From here on it is they who act: the log names them.
            caller.Identify(person.Value, []);
        }
        var place = new Membership(person.Value, invitation.Role, now);
        place.WorkAt(invitation.Branches);
        db.Set<Membership>().Add(place);
        invitation.Accept(person.Value, now);
        audit.Record(
            "platform.member_joined",
            "platform.person",
            person.Value,
            after: new
            {
                invitation.Email,
                Role = open.Role.Name ?? open.Role.Key,
                Branches = await places.Names(invitation.Branches, cancel),
                Invitation = invitation.InvitationId,
            }
        );
        if (invitation.Role == BuiltInRoles.Owner)
            notices.Tell("owner_joined");
        TellSender(invitation, open.Role, newName ?? await names.Of(person.Value, cancel));
        access.ForgetAfter(session);
        session.AfterCommit(() => sessions.Forget(person.Value));
        return new Welcome(person.Value.Value);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName switch
        {
            "people_email_unique" => MemberErrors.SignInFirst(),
            "memberships_pkey" => MemberErrors.AlreadyHere(),
            "memberships_role_known" or "memberships_branches_exist" or "memberships_branches_open" => MemberErrors.InvitationSpent(),
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

    private void TellSender(Invitation invitation, BusinessRole role, string name)
    {
        var details = new NotificationDetails().Add("person", name);
        notifier.Tell(
            Notice,
            invitation.InvitationId.ToString(),
            role.Name is { } own ? details.Add("role", own) : details.AddText("role", "role." + role.Key),
            "settings/members",
            invitation.InvitedBy
        );
    }

    private async Task<PersonId?> Create(string name, string email, Input input, DateTimeOffset now, CancellationToken cancel)
    {
        var person = new Person(name, email, input.Language, now);
        return await holders.Create(person, input.Password, confirmed: true, cancel) ? person.PersonId : null;
    }
}
