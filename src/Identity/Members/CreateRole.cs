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
using Npgsql;

namespace Niaga.Identity.Members;

/// <summary>A business makes a role of its own. Nobody puts into it what they lack.</summary>
[Needs(PlatformPermissions.RolesManage), StepUp]
internal sealed class CreateRole(
    TenantSession session,
    RoleCatalog roles,
    GrantCeiling ceiling,
    ModuleCatalog modules,
    TextCatalog texts,
    AccessCache access,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<CreateRole, CreateRole.Input, Guid>
{
    /// <summary>Roles of its own a business keeps; more nobody tells apart.</summary>
    public const int Most = 50;

    /// <param name="Name">What it is called.</param>
    /// <param name="Permissions">Keys of what it may do.</param>
    public sealed record Input(string? Name, IReadOnlyList<string>? Permissions);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        if (!RoleDraft.Read(input.Name, input.Permissions, modules, roles, texts).Succeeded(out var draft, out var refusal))
            return refusal;
        if (await ceiling.Refuse(await ceiling.Own(cancel), modules.WithImplied(draft.Permissions), cancel) is { } beyond)
            return beyond;

        var db = session.Open<IdentityDb>();
        if (await db.Set<CustomRole>().CountAsync(cancel) >= Most)
            return MemberErrors.RolesTooMany(Most);

        var role = new CustomRole(draft.Name, draft.Permissions, clock.GetUtcNow());
        db.Set<CustomRole>().Add(role);
        audit.Record("platform.role_made", "platform.role", role.RoleId, after: new { role.Name, role.Permissions });
        access.ForgetAfter(session);
        return role.RoleId;
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "roles_name_unique" ? MemberErrors.RoleNameTaken() : null;
}
