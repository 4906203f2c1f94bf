using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Keeping;

/// <summary>
/// Destroys what is due in one business: listed, reconciled, in transactions of at most a thousand rows, what points before what it points
/// to, each row with its line in both ledgers. Whatever stops it, the next call goes on where it was.
/// </summary>
internal sealed class Purge(
    IServiceScopeFactory scopes,
    Databases databases,
    ModuleCatalog modules,
    DeletionLedger ledger,
    PurgeCertificates certificates,
    TimeProvider clock
)
{
    private KeptTables? known;

    /// <summary>What a run is about.</summary>
    internal sealed record Run(Guid Id, DateOnly Day, int Batches);

    private sealed record Count(PurgeRule Rule, int Period);

    /// <summary>Called in tests between batches, where a process may die.</summary>
    internal Func<Task>? BetweenBatches { get; set; }

    /// <summary>Rows it begins a transaction with; fewer in tests that come between.</summary>
    internal int BatchSize { get; set; } = PurgeBatch.Most;

    /// <summary>Destroys what is due on a day.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="day">In Malaysia; a run that was begun goes on with its own.</param>
    /// <param name="mostBatches">When to stop for now.</param>
    /// <param name="cancel">Stops between two transactions.</param>
    /// <returns>Whether it came to its end; false where there is more.</returns>
    public async Task<bool> Work(TenantId tenant, DateOnly day, int mostBatches, CancellationToken cancel)
    {
        var tables = await Tables(cancel);
        await ConfirmWhatWasDone(tenant, cancel);
        if (await Begin(tables, tenant, day, cancel) is not var (run, counts))
            return true;

        foreach (var count in counts)
        {
            var sql = new PurgeSql(tables, count.Rule);
            var (rest, again, after, size) = (false, false, (string[]?)null, BatchSize);
            while (true)
            {
                if (mostBatches-- <= 0)
                    return false;

                var watch = Stopwatch.GetTimestamp();
                var done = await Batch(tables, tenant, run, count, sql, after, size, rest, cancel);
                if (done == Elsewhere)
                    return true;
                if (done is null)
                {
                    // What pointed to others of its kind has gone: these may go now. Then, what something later needs is emptied.
                    if (again || (!rest && count.Rule.Table.Declared.Remains is not null))
                        (rest, again, after, size) = (!again, false, null, BatchSize);
                    else
                        break;
                    continue;
                }

                (after, size, again) = (done.Last, done.Size, again || (done.Destroyed && !rest && sql.PointsToItself));
                run = run with { Batches = run.Batches + (done.Destroyed ? 1 : 0) };
                // Half of the time the database is the others' alone.
                await Task.Delay(Stopwatch.GetElapsedTime(watch), cancel);
                if (BetweenBatches is { } between)
                    await between();
            }
        }
        await Finish(tables, tenant, run, counts, cancel);
        return true;
    }

    internal async Task<KeptTables> Tables(CancellationToken cancel) => known ??= await KeptTables.Read(databases, modules, cancel);

    /// <summary>A crash between a commit and its confirmation leaves a batch unconfirmed: the database says whether it was done.</summary>
    internal async Task ConfirmWhatWasDone(TenantId tenant, CancellationToken cancel)
    {
        foreach (var (run, batch) in ledger.Unconfirmed(tenant))
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = Enter(scope, tenant);
            var done = await session.Rows(
                $"""
                SELECT 1 FROM platform.deletion_ledger WHERE tenant_id = {tenant.Value} AND run_id = {run} AND batch = {batch} LIMIT 1
                """,
                row => row.GetInt32(0),
                cancel
            );
            if (done.Count > 0)
                ledger.Confirm(tenant, run, batch);
        }
    }

    private async Task<(Run Run, IReadOnlyList<Count> Counts)?> Begin(
        KeptTables tables,
        TenantId tenant,
        DateOnly day,
        CancellationToken cancel
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = Enter(scope, tenant);
        await session.Begin(cancel);
        var open = await session.Rows(
            $"SELECT run_id, day, batches FROM platform.purge_runs WHERE tenant_id = {tenant.Value} AND finished_at IS NULL FOR UPDATE",
            row => new Run(row.GetGuid(0), row.GetFieldValue<DateOnly>(1), row.GetInt32(2)),
            cancel
        );
        if (open is [var begun])
        {
            var rows = await session.Rows(
                $"""
                SELECT class, tbl, period FROM platform.purge_counts
                WHERE tenant_id = {tenant.Value} AND run_id = {begun.Id} AND period > 0
                """,
                row => (Class: row.GetString(0), Table: row.GetString(1), Period: row.GetInt32(2)),
                cancel
            );
            return (
                begun,
                [
                    .. tables.Rules.SelectMany(r =>
                        rows.Where(c => c.Class == r.Class.Key && c.Table == r.Table.Name).Select(c => new Count(r, c.Period))
                    ),
                ]
            );
        }
        var run = new Run(Guid.CreateVersion7(clock.GetUtcNow()), day, 0);
        var listed = await List(tables, session, day, cancel);
        if (listed.All(l => l.Free == 0))
            return null;

        var begins = await session.Execute(
            $"""
            INSERT INTO platform.purge_runs (tenant_id, run_id, kind, day, started_at)
            VALUES ({tenant.Value}, {run.Id}, 'due', {day}, {clock.GetUtcNow()}) ON CONFLICT DO NOTHING
            """,
            cancel
        );
        // Another node has just begun one.
        if (begins == 0)
            return null;

        foreach (var (count, due, _) in listed)
        {
            await session.Execute(
                $"""
                INSERT INTO platform.purge_counts (tenant_id, run_id, class, tbl, period, listed)
                VALUES ({tenant.Value}, {run.Id}, {count.Rule.Class.Key}, {count.Rule.Table.Name}, {count.Period}, {due})
                """,
                cancel
            );
        }
        await session.Commit(cancel);
        return (run, [.. listed.Select(l => l.Count)]);
    }

    /// <summary>What is due, rule by rule, where anything is.</summary>
    private static async Task<List<(Count Count, long Due, long Free)>> List(
        KeptTables tables,
        TenantSession session,
        DateOnly day,
        CancellationToken cancel
    )
    {
        var periods = await new RetentionPeriods(session).Read(cancel);
        var ended = await session.Rows(
            $"SELECT changed_at FROM platform.tenants WHERE tenant_id = {session.Tenant.Value} AND status = 'terminated'",
            row => MalaysianTime.Day(row.GetFieldValue<DateTimeOffset>(0)),
            cancel
        );
        var listed = new List<(Count, long, long)>();
        foreach (var rule in tables.Rules)
        {
            var count = new Count(rule, periods[rule.Class]);
            if (rule.Event is null && (ended is not [var end] || rule.Class.DueOn(end, count.Period) > day))
                continue;

            var sql = new PurgeSql(tables, rule);
            var (due, held, needed, done) = await Figures(session, sql, count, day, cancel);
            // What is needed now may be free once what needs it is gone, so it is listed; by itself it begins no run.
            if (due > 0)
                listed.Add((count, due, due - held - (rule.Table.Declared.Remains is null ? needed : done)));
        }
        return listed;
    }

    private static async Task<(long Due, long Held, long Needed, long Emptied)> Figures(
        TenantSession session,
        PurgeSql sql,
        Count count,
        DateOnly day,
        CancellationToken cancel
    ) =>
        (
            await session.Rows(
                sql.Count,
                [session.Tenant.Value, sql.Until(count.Rule.Class.LastDue(day, count.Period)), day],
                row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
                cancel
            )
        )[0];

    private sealed record Progress(string[] Last, int Size, bool Destroyed);

    /// <summary>Another node goes on with this run, or has ended it.</summary>
    private static readonly Progress Elsewhere = new([], 0, false);

    /// <summary>One transaction.</summary>
    /// <returns>Null where nothing was left for it.</returns>
    private async Task<Progress?> Batch(
        KeptTables tables,
        TenantId tenant,
        Run run,
        Count count,
        PurgeSql sql,
        string[]? after,
        int size,
        bool rest,
        CancellationToken cancel
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = Enter(scope, tenant);
        await session.Begin(cancel);
        if (!await IsOurs(session, run, cancel))
            return Elsewhere;

        await RetentionGate.Pass(session, clock.GetUtcNow(), cancel);
        // A business that has chosen longer since is heard.
        var chosen = await session.Rows(
            $"SELECT period FROM platform.retention_periods WHERE tenant_id = {tenant.Value} AND class = {count.Rule.Class.Key}",
            row => row.GetInt32(0),
            cancel
        );
        var until = sql.Until(count.Rule.Class.LastDue(run.Day, Math.Max(count.Period, chosen.FirstOrDefault())));
        var batch = new PurgeBatch(session, ledger, tables, clock.GetUtcNow());
        List<string[]> keys;
        while (true)
        {
            keys = await session.Rows(
                sql.Next(after is null, rest),
                [tenant.Value, until, run.Day, size, .. after ?? []],
                row => PurgeBatch.KeyOf(row, count.Rule.Table.Key.Count),
                cancel
            );
            if (keys.Count == 0)
                return null;

            await batch.Gather(sql, count.Rule.Table, keys, rest, cancel);
            if (batch.Rows <= PurgeBatch.Most || keys.Count == 1)
                break;

            size = Math.Max(1, keys.Count * PurgeBatch.Most / batch.Rows * 9 / 10);
        }
        // A number of its own at each attempt: what a crash left planned is never taken for what was done later.
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        try
        {
            if (await batch.Destroy(sql, count.Rule.Class, run.Id, id, cancel) is not { } gone)
                return new(keys[^1], size, false);

            await Note(session, run, count.Rule, gone, listed: true, cancel);
            ledger.Plan(tenant, batch.Lines);
            await session.Commit(cancel);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // Something new points to one of them: it is left for the next run, with its neighbours.
            return new(keys[^1], size, false);
        }
        ledger.Confirm(tenant, run.Id, id);
        return new(keys[^1], size, true);
    }

    /// <summary>Holds the run, where nobody else has gone on with it.</summary>
    private static async Task<bool> IsOurs(TenantSession session, Run run, CancellationToken cancel) =>
        await session.Rows(
            $"""
            SELECT 1 FROM platform.purge_runs WHERE tenant_id = {session.Tenant.Value} AND run_id = {run.Id}
                AND batches = {run.Batches} AND finished_at IS NULL FOR UPDATE
            """,
            row => row.GetInt32(0),
            cancel
        )
            is [_];

    internal static async Task Note(
        TenantSession session,
        Run run,
        PurgeRule rule,
        IReadOnlyDictionary<string, int> gone,
        bool listed,
        CancellationToken cancel
    )
    {
        foreach (var (table, rows) in gone)
        {
            // What goes with others was on no list of its own.
            var unlisted = listed && table == rule.Table.Name ? 0 : rows;
            await session.Execute(
                $"""
                INSERT INTO platform.purge_counts AS c (tenant_id, run_id, class, tbl, period, listed, purged)
                VALUES ({session.Tenant.Value}, {run.Id}, {rule.Class.Key}, {table}, 0, {unlisted}, {rows})
                ON CONFLICT (tenant_id, run_id, class, tbl)
                DO UPDATE SET listed = c.listed + excluded.listed, purged = c.purged + excluded.purged
                """,
                cancel
            );
        }
        await session.Execute(
            $"UPDATE platform.purge_runs SET batches = batches + 1 WHERE tenant_id = {session.Tenant.Value} AND run_id = {run.Id}",
            cancel
        );
    }

    private async Task Finish(KeptTables tables, TenantId tenant, Run run, IReadOnlyList<Count> counts, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = Enter(scope, tenant);
        await session.Begin(cancel);
        if (!await IsOurs(session, run, cancel))
            return;

        await RetentionGate.Pass(session, clock.GetUtcNow(), cancel);
        foreach (var count in counts)
        {
            var (_, held, needed, _) = await Figures(session, new PurgeSql(tables, count.Rule), count, run.Day, cancel);
            await session.Execute(
                $"""
                UPDATE platform.purge_counts
                SET held = {held}, needed = {needed}, changed = listed - purged - {held} - {needed}, closed = true
                WHERE tenant_id = {tenant.Value} AND run_id = {run.Id} AND class = {count.Rule.Class.Key} AND tbl = {count.Rule.Table.Name}
                """,
                cancel
            );
        }
        await certificates.Issue(session, run, clock.GetUtcNow(), cancel);
        await session.Commit(cancel);
    }

    internal static TenantSession Enter(AsyncServiceScope scope, TenantId tenant)
    {
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        return scope.ServiceProvider.GetRequiredService<TenantSession>();
    }
}
