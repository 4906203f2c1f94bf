using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Tenants;

/// <summary>
/// The operator moves a business along its lifecycle: pending → active ⇄ suspended → terminated; read_only while a restore
/// changes its rows. The database refuses any other way.
/// </summary>
[OperatorOnly]
internal sealed class ChangeTenantStatus(TenantSession session, AuditTrail audit, TimeProvider clock)
    : UseCase<ChangeTenantStatus, ChangeTenantStatus.Input, Done>
{
    /// <param name="To">active, read_only, suspended or terminated.</param>
    /// <param name="Reason">Why, for the audit log; required.</param>
    public sealed record Input(string To, string? Reason);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(input.Reason))
            return PlatformErrors.Required(nameof(input.Reason));
        if (input.To is not ("active" or "read_only" or "suspended" or "terminated"))
            return PlatformErrors.Invalid(nameof(input.To));

        await using var read = new NpgsqlCommand("SELECT status FROM platform.tenants WHERE tenant_id = $1 FOR UPDATE", session.Connection);
        read.Parameters.AddWithValue(session.Tenant.Value);
        if (await read.ExecuteScalarAsync(cancel) is not string from)
            return PlatformErrors.NotFound();

        await using var write = new NpgsqlCommand(
            "UPDATE platform.tenants SET status = $2, changed_at = $3 WHERE tenant_id = $1",
            session.Connection
        );
        write.Parameters.AddWithValue(session.Tenant.Value);
        write.Parameters.AddWithValue(input.To);
        write.Parameters.AddWithValue(clock.GetUtcNow());
        await write.ExecuteNonQueryAsync(cancel);
        audit.Record(
            "platform.business_status_changed",
            "platform.business",
            session.Tenant,
            new { status = from },
            new { status = input.To, input.Reason }
        );
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "tenants_lifecycle" ? PlatformErrors.NoSuchTransition(input.To) : null;
}
