using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Audit;

/// <summary>
/// Chains new audit entries within seconds, tenant by tenant, so that writers of one tenant never queue behind the chain, and indexes whom
/// they name.
/// The newest head of each chain goes to <see cref="AuditHeads"/>, out of the database owner's reach.
/// </summary>
internal sealed class AuditSealer(
    Databases databases,
    AuditHeads heads,
    TimeProvider clock,
    DatabaseHealth health,
    ILogger<AuditSealer> log
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int MostAtOnce = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await SealAll(stoppingToken);
            }
            catch (Exception e) when (health.Failed(e) != DatabaseFailure.None)
            {
                // What waits is sealed at the next round.
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Seals everything that waits.</summary>
    public async Task SealAll(CancellationToken cancel)
    {
        foreach (var tenant in await Waiting(cancel))
        {
            try
            {
                while (await Seal(tenant, cancel) == MostAtOnce)
                    cancel.ThrowIfCancellationRequested();
            }
            catch (PostgresException e) when (DatabaseFailures.Of(e) == DatabaseFailure.None)
            {
                // A chain that somebody tampered with must not keep the others open.
                log.LogError("The audit log of {Tenant} cannot be sealed: {State}", tenant, e.SqlState);
            }
        }
    }

    private async Task<List<TenantId>> Waiting(CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand("SELECT DISTINCT tenant_id FROM platform.audit_pending");
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var tenants = new List<TenantId>();
        while (await rows.ReadAsync(cancel))
            tenants.Add(new(rows.GetGuid(0)));
        return tenants;
    }

    private async Task<int> Seal(TenantId tenant, CancellationToken cancel)
    {
        await using var connection = await databases.Of(tenant).OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // One sealer per tenant over all nodes; the lock ends with the transaction.
        await using (
            var enter = new NpgsqlCommand(
                "SELECT set_config('app.tenant_id', $1, true), pg_try_advisory_xact_lock(hashtextextended('audit ' || $1, 0))",
                connection
            )
        )
        {
            enter.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant.ToString() });
            await using var row = await enter.ExecuteReaderAsync(cancel);
            await row.ReadAsync(cancel);
            if (!row.GetBoolean(1))
                return 0;
        }
        var (sequence, previous) = await Head(connection, tenant, cancel);
        var entries = await Unsealed(connection, tenant, cancel);
        if (entries.Count == 0)
            return 0;

        var (sequences, ids, hashes) = (new List<long>(), new List<Guid>(), new List<byte[]>());
        foreach (var entry in entries)
        {
            previous = AuditChain.Next(previous, ++sequence, entry);
            sequences.Add(sequence);
            ids.Add(entry.EntryId);
            hashes.Add(previous);
        }
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(
                    """
                    INSERT INTO platform.audit_seals (tenant_id, sequence, entry_id, hash, sealed_at) SELECT $1, s, i, h, $5
                    FROM unnest($2, $3, $4) AS x (s, i, h)
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = tenant.Value },
                        new() { Value = sequences },
                        new() { Value = ids },
                        new() { Value = hashes },
                        new() { Value = clock.GetUtcNow() },
                    },
                },
                new(
                    """
                    INSERT INTO platform.disclosed_subjects (tenant_id, subject, subject_id, entry_id)
                    SELECT tenant_id, subject, subject_id, entry_id FROM platform.fresh_looks WHERE tenant_id = $1 AND entry_id = ANY ($2)
                    ON CONFLICT DO NOTHING
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = tenant.Value },
                        new() { Value = ids },
                    },
                },
                new("DELETE FROM platform.audit_pending WHERE tenant_id = $1 AND entry_id = ANY ($2)")
                {
                    Parameters =
                    {
                        new() { Value = tenant.Value },
                        new() { Value = ids },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        heads.Publish(tenant, sequence, previous);
        return entries.Count;
    }

    private static async Task<(long Sequence, byte[] Hash)> Head(NpgsqlConnection connection, TenantId tenant, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT sequence, hash FROM platform.audit_seals WHERE tenant_id = $1 ORDER BY sequence DESC LIMIT 1",
            connection
        );
        command.Parameters.AddWithValue(tenant.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : (0, AuditChain.Beginning);
    }

    private static async Task<List<AuditEntry>> Unsealed(NpgsqlConnection connection, TenantId tenant, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {AuditEntry.Columns} FROM platform.audit_pending p JOIN platform.audit_entries e USING (tenant_id, entry_id)
            WHERE p.tenant_id = $1 ORDER BY p.entry_id LIMIT {MostAtOnce}
            """,
            connection
        );
        command.Parameters.AddWithValue(tenant.Value);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var entries = new List<AuditEntry>();
        while (await rows.ReadAsync(cancel))
            entries.Add(AuditEntry.Read(rows, 0));
        return entries;
    }
}
