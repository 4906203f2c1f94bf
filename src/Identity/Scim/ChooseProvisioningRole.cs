using Niaga.Contract;
using Niaga.Identity.Members;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Identity.Scim;

/// <summary>Chooses the role that members created by a directory begin with: never owner, never more than the caller may do.</summary>
[Needs(PlatformPermissions.MembersProvision), StepUp]
internal sealed class ChooseProvisioningRole(
    TenantSession session,
    Provisioning provisioning,
    RoleCatalog roles,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<ChooseProvisioningRole, ChooseProvisioningRole.Input, Done>
{
    /// <param name="Role">Key of a role.</param>
    public sealed record Input(string? Role);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (input.Role is not { Length: > 0 })
            return PlatformErrors.Required(nameof(input.Role));
        if (await roles.Hold(input.Role, cancel) is not { } role)
            return PlatformErrors.Invalid(nameof(input.Role));
        if (await provisioning.RefuseBeyond(role, cancel) is { } beyond)
            return beyond with { Field = nameof(input.Role) };

        var before = await provisioning.DefaultRole(cancel);
        if (before == role.Key)
            return default(Done);

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO platform.provisioning (tenant_id, default_role, updated_at) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id) DO UPDATE SET default_role = $2, updated_at = $3
            """,
            session.Connection
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<string> { TypedValue = role.Key },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
        audit.Record(
            "platform.provisioning_changed",
            "platform.business",
            session.Tenant,
            new { DefaultRole = before },
            new { DefaultRole = role.Key }
        );
        return default(Done);
    }
}
