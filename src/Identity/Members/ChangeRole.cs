using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>
/// Changes a business's own role; holds for everybody who has it from their next request. A role beyond the caller's own is not theirs to
/// change.
/// </summary>
[Needs(PlatformPermissions.RolesManage), StepUp]
internal sealed class ChangeRole(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    ModuleCatalog modules,
    TextCatalog texts,
    AccessCache access,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<ChangeRole, ChangeRole.Input, Done>
{
    /// <param name="Role">Which.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="Permissions">Keys of what it may do.</param>
    /// <param name="Version">The version the caller saw, or null not to mind.</param>
    public sealed record Input(Guid Role, string? Name, IReadOnlyList<string>? Permissions, uint? Version = null);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var db = session.Open<IdentityDb>();
        var role = await db.Set<CustomRole>()
            .FromSql($"SELECT *, xmin FROM platform.roles WHERE tenant_id = {db.Tenant.Value} AND role_id = {input.Role} FOR NO KEY UPDATE")
            .FirstOrDefaultAsync(cancel);
        if (role is null)
            return PlatformErrors.NotFound();
        if (!RoleDraft.Read(input.Name, input.Permissions, modules, roles, texts).Succeeded(out var draft, out var refusal))
            return refusal;
        if (
            await ceiling.Refuse(await ceiling.Own(cancel), modules.WithImplied([.. role.Permissions, .. draft.Permissions]), cancel) is
            { } beyond
        )
            return beyond;
        if (ETags.IsStale(db, role, input.Version))
            return PlatformErrors.ChangedByAnother();

        // What belongs to a module the business does not hold now could not be ticked; it stays for when it comes back.
        string[] permissions = [.. draft.Permissions, .. role.Permissions.Except(roles.Meaningful(role.Permissions))];
        if (draft.Name == role.Name && permissions.ToHashSet(StringComparer.Ordinal).SetEquals(role.Permissions))
            return default(Done);

        var before = new { role.Name, role.Permissions };
        role.Change(draft.Name, permissions, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        audit.Record("platform.role_changed", "platform.role", role.RoleId, before, new { role.Name, role.Permissions });
        access.ForgetAfter(session);
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "roles_name_unique" ? MemberErrors.RoleNameTaken() : null;
}
