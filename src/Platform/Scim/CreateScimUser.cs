using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Members;
using Niaga.Platform.People;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Scim;

/// <summary>
/// A directory makes somebody a member: of an address in a domain the business has verified, in the role it gives new members.
/// </summary>
[Needs(PlatformPermissions.MembersProvision)]
internal sealed class CreateScimUser(
    TenantSession session,
    ScimUsers users,
    Provisioning provisioning,
    RoleCatalog roles,
    DomainAccounts accounts,
    PendingInvitations invitations,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<CreateScimUser, ScimDraft, ScimUser>
{
    public override async Task<Outcome<ScimUser>> Run(ScimDraft input, CancellationToken cancel)
    {
        if (!EmailAddress.TryParse(input.Email ?? input.UserName, out var email))
            return ScimErrors.Value("emails");
        if (!await users.IsOurs(email, cancel))
            return ScimErrors.AddressOutside();
        if (await users.IsTaken(input.UserName, email.Value, cancel))
            return ScimErrors.UserTaken();
        if (await roles.Hold(await provisioning.DefaultRole(cancel), cancel) is not { } role)
            return ScimErrors.RoleGone();
        if (await provisioning.RefuseBeyond(role, cancel) is { } beyond)
            return beyond;

        var person = await accounts.FindOrCreate(email, input.Name, Language.Malay.Code, cancel);
        var now = clock.GetUtcNow();
        var db = session.Open<PlatformDb>();
        // A member under another account of the address was found above; this is the same account.
        if (await db.Set<Membership>().AnyAsync(m => m.PersonId == person.PersonId, cancel))
            return ScimErrors.UserTaken();

        db.Set<Membership>().Add(new(person.PersonId, role.Key, now));
        await db.SaveChangesAsync(cancel);
        await invitations.Revoke(person.PersonId, cancel);
        var active = input.Active != false;
        if (!active)
            await users.Open(person.PersonId, open: false, cancel);
        await users.Write(
            person.PersonId,
            input with
            {
                Email = input.Email is null || email.Value == person.Email ? null : email.Value,
            },
            active ? null : now,
            now,
            cancel
        );
        audit.Record(
            "platform.scim_user_created",
            "platform.person",
            person.PersonId,
            after: new
            {
                input.UserName,
                input.ExternalId,
                Role = role.Key,
                Active = active,
            }
        );
        return (await users.Find(person.Id, locked: false, cancel))!;
    }

    public override Refusal? Explain(PostgresException violation, ScimDraft input) => Taken(violation);

    /// <summary>Two messages about the same person at once: one of them is late.</summary>
    internal static Refusal? Taken(PostgresException violation) =>
        violation.ConstraintName
            is "scim_users_user_name_unique"
                or "scim_users_external_id_unique"
                or "memberships_pkey"
                or "people_email_confirmed"
            ? ScimErrors.UserTaken()
            : null;
}
