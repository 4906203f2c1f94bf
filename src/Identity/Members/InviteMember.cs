using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>Invites a mailbox into the business. Whether it has an account is not looked at, so the answer cannot tell.</summary>
[Needs(PlatformPermissions.MembersManage), StepUp]
internal sealed class InviteMember(
    TenantSession session,
    PeopleDb people,
    RoleCatalog roles,
    GrantCeiling ceiling,
    WorkingPlaces places,
    Caller caller,
    AuditTrail audit,
    Outbox outbox,
    IDataProtectionProvider protection,
    TimeProvider clock
) : UseCase<InviteMember, InviteMember.Input, Guid>
{
    /// <summary>Invitations a business may send in a day.</summary>
    public const int MostInADay = 100;

    /// <param name="Email">The mailbox.</param>
    /// <param name="Role">Key of the role it is to have.</param>
    /// <param name="Language">Code of the e-mail's language.</param>
    /// <param name="Address">The business's address the link leads to, as the outside sees it.</param>
    /// <param name="Branches">At which places they will work; null at all the caller does.</param>
    public sealed record Input(string? Email, string? Role, string? Language, string Address, IReadOnlyList<Guid>? Branches = null);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (!EmailAddress.TryParse(input.Email, out var email))
            refusals.Add(PlatformErrors.EmailInvalid());
        var role = await roles.Hold(input.Role, cancel);
        if (role is null)
            refusals.Add(MemberErrors.RoleUnknown());
        var language = Language.Find(input.Language ?? "");
        if (language is null)
            refusals.Add(PlatformErrors.Invalid(nameof(input.Language)));
        if (Refusal.Of(refusals) is { } refused)
            return refused;
        var own = await ceiling.Own(cancel);
        if (await ceiling.Refuse(own, [role], cancel) is { } beyond)
            return beyond;
        var branches = WorkingPlaces.Tidy(input.Branches) ?? own!.Branches;
        if (await places.Refuse(own!, role!.Key, branches, cancel) is { } elsewhere)
            return elsewhere;

        var (db, now) = (session.Open<IdentityDb>(), clock.GetUtcNow());
        var members = await db.Set<Membership>().Select(m => m.PersonId).ToListAsync(cancel);
        Guid[] ids = [.. members.Select(m => m.Value)];
        if (
            await people
                .AtAddress(email!.Normalized)
                .Users.AnyAsync(
                    p => ids.Contains(p.Id) && (p.NormalizedEmail == email!.Normalized || p.ClaimedEmail == email.Normalized),
                    cancel
                )
        )
            return MemberErrors.AlreadyMember();
        if (await InvitationLimit.Reached(db, now, cancel))
            return MemberErrors.InvitationsTooMany(MostInADay);

        var earlier = await db.Set<Invitation>()
            .FirstOrDefaultAsync(i => i.EmailKey == email!.Normalized && i.AcceptedAt == null && i.RevokedAt == null, cancel);
        if (earlier is not null && earlier.ExpiresAt > now)
            return MemberErrors.InvitationOpen();
        // One that expired makes way.
        earlier?.Revoke(now);
        await db.SaveChangesAsync(cancel);

        var code = InvitationCode.New();
        var invitation = new Invitation(email!, role.Key, language!.Code, caller.Person!.Value, code, now);
        invitation.WorkAt(branches);
        db.Set<Invitation>().Add(invitation);
        audit.Record(
            "platform.member_invited",
            "platform.invitation",
            invitation.InvitationId,
            after: new
            {
                invitation.Email,
                Role = role.Name ?? role.Key,
                Branches = await places.Names(branches, cancel),
                invitation.ExpiresAt,
            }
        );
        outbox.Add(MailInvitation.Kind, MailInvitation.Of(protection, invitation.InvitationId, code, input.Address));
        return invitation.InvitationId;
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName switch
        {
            "invitations_one_open" => MemberErrors.InvitationOpen(),
            "memberships_role_known" => MemberErrors.RoleUnknown(),
            _ => null,
        };
}
