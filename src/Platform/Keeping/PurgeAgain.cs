using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Keeping;

/// <summary>
/// After a restore: what the ledger outside the database says was destroyed is destroyed again, with lines and a certificate of its own.
/// What something that was not destroyed points to stays, and is counted.
/// </summary>
internal sealed class PurgeAgain(
    IServiceScopeFactory scopes,
    Purge purge,
    DeletionLedger ledger,
    PurgeCertificates certificates,
    TimeProvider clock
)
{
    /// <param name="Destroyed">Rows destroyed again, with what went with them.</param>
    /// <param name="Left">Rows the ledger names that something else needs now.</param>
    public readonly record struct Result(long Destroyed, long Left);

    /// <summary>Applies a business's ledger. Again does no harm.</summary>
    public async Task<Result> Apply(TenantId tenant, CancellationToken cancel)
    {
        var tables = await purge.Tables(cancel);
        var destroyed = ledger.Destroyed(tenant);
        // What points comes before what it points to, as when it was destroyed.
        var order = tables.Ordered.Where(t => destroyed.ContainsKey(t.Name)).ToArray();
        var (run, done, left) = ((Purge.Run?)null, 0L, 0L);
        foreach (var table in order)
        {
            var found = await BroughtBack(tenant, table, table.Name, destroyed[table.Name], cancel);
            foreach (var some in found.Chunk(PurgeBatch.Most / 10))
            {
                run ??= await Begin(tenant, cancel);
                var (rows, kept) = await Destroy(tables, tenant, run, table, [.. some], rest: false, cancel);
                (done, left) = (done + rows, left + kept);
            }
        }
        // Of what a later record needed, nothing but that was left.
        foreach (var table in tables.Ordered.Where(t => t.Declared.Remains is not null && destroyed.ContainsKey(t.Rest)))
        {
            foreach (var some in (await BroughtBack(tenant, table, table.Rest, destroyed[table.Rest], cancel)).Chunk(PurgeBatch.Most / 10))
            {
                run ??= await Begin(tenant, cancel);
                done += (await Destroy(tables, tenant, run, table, [.. some], rest: true, cancel)).Destroyed;
            }
        }
        if (run is not null)
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = Purge.Enter(scope, tenant);
            await session.Begin(cancel);
            await certificates.Issue(session, run, clock.GetUtcNow(), cancel);
            await session.Commit(cancel);
        }
        return new(done, left);
    }

    /// <summary>Keys of rows that are there although the ledger says they are gone; read in pages, along the key.</summary>
    private async Task<List<string[]>> BroughtBack(
        TenantId tenant,
        KeptTable table,
        string called,
        HashSet<UInt128> gone,
        CancellationToken cancel
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = Purge.Enter(scope, tenant);
        var (found, after) = (new List<string[]>(), (string[]?)null);
        while (true)
        {
            var page = await session.Rows(
                PurgeSql.All(table, after is null, whole: called == table.Rest),
                [tenant.Value, 5000, .. after ?? []],
                row => PurgeBatch.KeyOf(row, table.Key.Count),
                cancel
            );
            found.AddRange(page.Where(k => gone.Contains(DeletionLedger.Number(ledger.Hash(tenant, called, string.Join('\u001f', k))))));
            if (page.Count < 5000)
                return found;

            after = page[^1];
        }
    }

    private async Task<Purge.Run> Begin(TenantId tenant, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = Purge.Enter(scope, tenant);
        await session.Begin(cancel);
        var now = clock.GetUtcNow();
        var run = new Purge.Run(Guid.CreateVersion7(now), MalaysianTime.Day(now), 0);
        // One that the restore brought back half done ends with what is done now: what it listed was destroyed since.
        var open = await session.Rows(
            $"SELECT run_id, day, batches FROM platform.purge_runs WHERE tenant_id = {tenant.Value} AND finished_at IS NULL",
            row => new Purge.Run(row.GetGuid(0), row.GetFieldValue<DateOnly>(1), row.GetInt32(2)),
            cancel
        );
        if (open is [var begun])
            return begun;

        await session.Execute(
            $"""
            INSERT INTO platform.purge_runs (tenant_id, run_id, kind, day, started_at)
            VALUES ({tenant.Value}, {run.Id}, 'again', {run.Day}, {now})
            """,
            cancel
        );
        await session.Commit(cancel);
        return run;
    }

    private async Task<(long Destroyed, long Left)> Destroy(
        KeptTables tables,
        TenantId tenant,
        Purge.Run run,
        KeptTable table,
        List<string[]> keys,
        bool rest,
        CancellationToken cancel
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = Purge.Enter(scope, tenant);
        await session.Begin(cancel);
        var rule = new PurgeRule(table, RetentionClass.Of(table.Declared.Retention) ?? RetentionClass.Deleted, null, false);
        var sql = new PurgeSql(tables, rule);
        var batch = new PurgeBatch(session, ledger, tables, clock.GetUtcNow());
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        try
        {
            await batch.Gather(sql, table, keys, rest, cancel);
            if (await batch.Destroy(sql, rule.Class, run.Id, id, cancel) is not { } gone)
                return (0, keys.Count);

            await Purge.Note(session, run, rule, gone, listed: false, cancel);
            ledger.Plan(tenant, batch.Lines);
            await session.Commit(cancel);
            ledger.Confirm(tenant, run.Id, id);
            return (gone.Values.Sum(), 0);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            if (keys.Count == 1)
                return (0, 1);
        }
        // One of them is needed: each by itself.
        var (done, left) = (0L, 0L);
        foreach (var one in keys)
        {
            var (rows, kept) = await Destroy(tables, tenant, run, table, [one], rest, cancel);
            (done, left) = (done + rows, left + kept);
        }
        return (done, left);
    }
}
