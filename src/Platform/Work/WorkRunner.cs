using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Dependencies;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Work;

/// <summary>Runs one due item of a tenant: claims it, restores the tenant, hands it to its handler, commits both together.</summary>
internal sealed class WorkRunner(IServiceScopeFactory scopes, Databases databases, ModuleCatalog modules, ILogger<WorkRunner> log)
{
    /// <summary>Doubles from five seconds to at most an hour.</summary>
    internal static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, attempt - 1)));

    /// <returns>False when the tenant has nothing due that no other node holds.</returns>
    public async Task<bool> RunNext(TenantId tenant, CancellationToken cancel)
    {
        if (await Claim(tenant, cancel) is not { } item)
            return false;
        if (!modules.WorkKinds.TryGetValue(item.Kind, out var kind))
        {
            await Fail(tenant, item, "no module does this kind of work", dead: true, cancel);
            return true;
        }
        if (item.Attempt > kind.MaximumAttempts)
        {
            // Every attempt was begun and none ended: it takes the process down with it.
            await Fail(tenant, item, "no attempt came to an end", dead: true, cancel);
            return true;
        }
        try
        {
            await Handle(tenant, item, kind, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (DatabaseFailures.Of(e) == DatabaseFailure.Away)
        {
            // The dispatcher waits for the database; the attempt is counted, as after a crash.
            throw;
        }
        catch (DependencyUnavailableException e)
        {
            await Postpone(tenant, item, e.Message, cancel);
        }
        catch (PermanentWorkFailure e)
        {
            await Fail(tenant, item, e.Message, dead: true, cancel);
        }
#pragma warning disable CA1031 // Whatever a handler throws is its item's failure, recorded and tried again; it must not stop the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // The type and place, not the message: a message may quote what a customer typed.
            log.LogError(
                "Work {Kind} {Item} failed at attempt {Attempt}: {Type} {Trace}",
                item.Kind,
                item.Id,
                item.Attempt,
                e.GetType().Name,
                e.StackTrace
            );
            await Fail(tenant, item, e.GetType().Name, item.Attempt >= kind.MaximumAttempts, cancel);
        }
        return true;
    }

    /// <summary>
    /// Counts the attempt and pushes the item away by its backoff, committed before it runs: a crash counts as an attempt.
    /// </summary>
    private async Task<WorkItem?> Claim(TenantId tenant, CancellationToken cancel)
    {
        await using var connection = await databases.Of(tenant).OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } },
                new(
                    """
                    UPDATE platform.work_items w
                    SET attempts = attempts + 1, due_at = now() + interval '5 seconds' * least(720, power(2, least(attempts, 10)))
                    WHERE w.tenant_id = $1 AND w.state = 'waiting' AND w.item_id = (
                        SELECT i.item_id FROM platform.work_queue q JOIN platform.work_items i USING (tenant_id, item_id)
                        WHERE q.tenant_id = $1 AND q.due_at <= now() AND i.state = 'waiting'
                        ORDER BY q.due_at LIMIT 1 FOR UPDATE OF i SKIP LOCKED)
                    RETURNING w.item_id, w.kind, w.attempts, w.payload
                    """
                )
                {
                    Parameters = { new() { Value = tenant.Value } },
                },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        return await rows.ReadAsync(cancel) ? new(rows.GetGuid(0), rows.GetString(1), rows.GetInt32(2), rows.GetString(3)) : null;
    }

    private async Task Handle(TenantId tenant, WorkItem item, WorkKind kind, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(cancel);
        // Held while it runs: should its backoff pass meanwhile, another node finds the row locked and leaves it.
        await using (
            var take = new NpgsqlCommand(
                """
                SELECT 1 FROM platform.work_items
                WHERE tenant_id = $1 AND item_id = $2 AND state = 'waiting' AND attempts = $3 FOR UPDATE SKIP LOCKED
                """,
                session.Connection
            )
        )
        {
            take.Parameters.AddWithValue(tenant.Value);
            take.Parameters.AddWithValue(item.Id);
            take.Parameters.AddWithValue(item.Attempt);
            if (await take.ExecuteScalarAsync(cancel) is null)
                return;
        }
        var handler = (IWorkHandler)scope.ServiceProvider.GetRequiredService(kind.Handler);
        await handler.Handle(item, cancel);
        await session.Save(cancel);
        scope.ServiceProvider.GetRequiredService<AuditTrail>().Write(session);
        scope.ServiceProvider.GetRequiredService<Outbox>().Write(session);
        await using (
            var finish = new NpgsqlCommand(
                """
                UPDATE platform.work_items SET state = 'done', payload = '', last_error = NULL, finished_at = now()
                WHERE tenant_id = $1 AND item_id = $2
                """,
                session.Connection
            )
        )
        {
            finish.Parameters.AddWithValue(tenant.Value);
            finish.Parameters.AddWithValue(item.Id);
            await finish.ExecuteNonQueryAsync(cancel);
        }
        await session.Commit(cancel);
    }

    /// <summary>
    /// A server outside is away: the attempt does not count, and the pause grows with the item's age, to at most five minutes. Given up
    /// after five days, as mail servers do (RFC 5321, 4.5.4.1).
    /// </summary>
    private async Task Postpone(TenantId tenant, WorkItem item, string error, CancellationToken cancel)
    {
        await using var connection = await databases.Of(tenant).OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } },
                new(
                    """
                    UPDATE platform.work_items
                    SET last_error = $3, attempts = attempts - 1,
                        due_at = now() + greatest(interval '5 seconds', least(interval '5 minutes', (now() - created_at) / 2)),
                        state = CASE WHEN created_at < now() - interval '5 days' THEN 'dead' ELSE state END,
                        finished_at = CASE WHEN created_at < now() - interval '5 days' THEN now() END
                    WHERE tenant_id = $1 AND item_id = $2 AND state = 'waiting' AND attempts = $4
                    RETURNING state = 'dead'
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = tenant.Value },
                        new() { Value = item.Id },
                        new() { Value = error },
                        new() { Value = item.Attempt },
                    },
                },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        if (await rows.ReadAsync(cancel) && rows.GetBoolean(0))
            log.LogError("Work {Kind} {Item} is a dead letter: {Error}", item.Kind, item.Id, error);
    }

    private async Task Fail(TenantId tenant, WorkItem item, string error, bool dead, CancellationToken cancel)
    {
        if (dead)
            log.LogError("Work {Kind} {Item} is a dead letter: {Error}", item.Kind, item.Id, error);
        await using var connection = await databases.Of(tenant).OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } },
                new(
                    """
                    UPDATE platform.work_items
                    SET last_error = $3, state = CASE WHEN $4 THEN 'dead' ELSE state END, finished_at = CASE WHEN $4 THEN now() END
                    WHERE tenant_id = $1 AND item_id = $2 AND state = 'waiting'
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = tenant.Value },
                        new() { Value = item.Id },
                        new() { Value = error },
                        new() { Value = dead },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
