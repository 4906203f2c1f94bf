using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Scim;

/// <summary>
/// A directory changes what it says of a member, closes their place, or opens it again. The account stays the person's own.
/// </summary>
[Needs(PlatformPermissions.MembersProvision)]
internal sealed class ChangeScimUser(
    ScimUsers users,
    Provisioning provisioning,
    RoleCatalog roles,
    MembershipOffboarding offboarding,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<ChangeScimUser, ChangeScimUser.Input, ScimUser>
{
    /// <param name="Id">Whom.</param>
    /// <param name="Change">To what.</param>
    /// <param name="Version">The version the directory saw, or null not to mind.</param>
    public sealed record Input(Guid Id, ScimChange Change, string? Version);

    public override async Task<Outcome<ScimUser>> Run(Input input, CancellationToken cancel)
    {
        if (await users.Find(input.Id, locked: true, cancel) is not { } user)
            return PlatformErrors.NotFound();
        if (user.Role == BuiltInRoles.Owner)
            return ScimErrors.Owner();
        if (input.Version is { } version && version != user.Version)
            return PlatformErrors.ChangedByAnother();
        if (!input.Change.Apply(user.Says).Succeeded(out var says, out var refusal))
            return refusal;
        if (says.Email is { } text && text != user.Says.Email)
        {
            var fits = EmailAddress.TryParse(text, out var email) && await users.IsOurs(email, cancel);
            // A leaver is closed whatever address comes with the message; directories move them to one outside.
            if (!fits && says.Active != false)
                return email is null ? ScimErrors.Value("emails") : ScimErrors.AddressOutside();
            // The account's own address needs no saying.
            says = says with
            {
                Email =
                    !fits ? user.Says.Email
                    : email!.Equals(EmailAddress.Parse(user.AccountEmail)) ? null
                    : text,
            };
        }
        if (says == user.Says)
            return user;
        if (says.UserName != user.Says.UserName && await users.IsTaken(says.UserName, says.UserName, cancel, user.Person))
            return ScimErrors.UserTaken();

        var (now, open) = (clock.GetUtcNow(), says.Active == true);
        if (open && !user.Active && await RefuseReturn(user, cancel) is { } stays)
            return stays;
        if (open != user.Active)
            await users.Open(user.Person, open, cancel);
        if (!open && user.Active)
            await offboarding.Say(user.Person, "member_deprovisioned", cancel);
        var deactivated =
            open ? (DateTimeOffset?)null
            : user.Active || user.DeactivatedByDirectory ? now
            : null;
        await users.Write(user.Person, says, deactivated, now, cancel);
        Note(user, says);
        return (await users.Find(input.Id, locked: false, cancel))!;
    }

    public override Refusal? Explain(PostgresException violation, Input input) => CreateScimUser.Taken(violation);

    /// <summary>Who may come back: whom the directory itself sent away, to no more than the key's maker may do.</summary>
    private async Task<Refusal?> RefuseReturn(ScimUser user, CancellationToken cancel) =>
        !user.DeactivatedByDirectory ? ScimErrors.SuspendedHere()
        : await roles.Hold(user.Role, cancel) is { } role ? await provisioning.RefuseBeyond(role, cancel)
        : null;

    private void Note(ScimUser user, ScimDraft says)
    {
        if (says.Active != user.Says.Active)
        {
            audit.Record(
                says.Active == true ? "platform.scim_user_reactivated" : "platform.scim_user_deactivated",
                "platform.person",
                user.Person,
                new { user.Active, user.Role },
                new { says.Active, user.Role }
            );
        }
        if (says with { Active = null } != user.Says with { Active = null })
        {
            audit.Record(
                "platform.scim_user_changed",
                "platform.person",
                user.Person,
                user.Says with
                {
                    Active = null,
                },
                says with
                {
                    Active = null,
                }
            );
        }
    }
}
