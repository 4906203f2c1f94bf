using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>
/// Deletes a business's own role that nobody holds, nobody is invited with, and neither single sign-on nor a directory gives.
/// </summary>
[Needs(PlatformPermissions.RolesManage), StepUp]
internal sealed class DeleteRole(TenantSession session, GrantCeiling ceiling, ModuleCatalog modules, AccessCache access, AuditTrail audit)
    : UseCase<DeleteRole, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        var db = session.Open<IdentityDb>();
        var role = await db.Set<CustomRole>()
            .FromSql($"SELECT *, xmin FROM platform.roles WHERE tenant_id = {db.Tenant.Value} AND role_id = {input} FOR UPDATE")
            .FirstOrDefaultAsync(cancel);
        if (role is null)
            return PlatformErrors.NotFound();
        if (await ceiling.Refuse(await ceiling.Own(cancel), modules.WithImplied(role.Permissions), cancel) is { } beyond)
            return beyond;

        db.Set<CustomRole>().Remove(role);
        await db.SaveChangesAsync(cancel);
        audit.Record("platform.role_deleted", "platform.role", role.RoleId, new { role.Name, role.Permissions });
        access.ForgetAfter(session);
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Guid input) =>
        violation.ConstraintName == "roles_in_use" ? MemberErrors.RoleInUse() : null;
}
