using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Accounts;

/// <summary>
/// What somebody signed up at an address that had an account already becomes that account's: their place in each business passes to it.
/// Each business in a transaction of its own; a second attempt finds those that are left.
/// </summary>
internal sealed class JoinBusinesses(BusinessesOfPerson businesses, IServiceScopeFactory scopes) : IWorkHandler
{
    internal const string Kind = "platform.join_businesses";

    /// <param name="From">Who signed up.</param>
    /// <param name="To">The account of the address.</param>
    internal sealed record Payload(Guid From, Guid To);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        foreach (var tenant in (await businesses.Look(new(payload.From), cancel)).Tenants)
            await Join(tenant, payload, cancel);
    }

    private async Task Join(TenantId tenant, Payload payload, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(Origin.System);
        caller.Identify(new(payload.To), []);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(cancel);
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                Command(
                    """
                    INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at, branches)
                    SELECT tenant_id, $3, role, joined_at, branches FROM platform.memberships
                    WHERE tenant_id = $1 AND person_id = $2 AND status = 'active'
                    ON CONFLICT (tenant_id, person_id) DO UPDATE SET role = EXCLUDED.role, branches = EXCLUDED.branches
                    """,
                    tenant.Value,
                    payload.From,
                    payload.To
                ),
                Command("DELETE FROM platform.memberships WHERE tenant_id = $1 AND person_id = $2", tenant.Value, payload.From),
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
        var audit = scope.ServiceProvider.GetRequiredService<AuditTrail>();
        audit.Record("platform.business_joined_account", "platform.person", payload.To);
        audit.Write(session);
        await session.Commit(cancel);
        scope.ServiceProvider.GetRequiredService<AccessCache>().Forget(tenant);
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
