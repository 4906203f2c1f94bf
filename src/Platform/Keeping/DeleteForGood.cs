using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Platform.Keeping;

/// <summary>
/// Destroys one record of the bin before its time, with all that goes with it: by the same engine, with lines in both ledgers and a
/// certificate. What is held, or what a later record needs, stays.
/// </summary>
[Needs(PlatformPermissions.BinEmpty), StepUp]
internal sealed class DeleteForGood(
    TenantSession session,
    Purge purge,
    PurgeCertificates certificates,
    DeletionLedger ledger,
    NeededBy needed,
    AuditTrail audit,
    Outbox outbox,
    TimeProvider clock
) : UseCase<DeleteForGood, DeleteForGood.Input, Guid>
{
    /// <param name="Table">Schema and name of its table.</param>
    /// <param name="Id">Its id.</param>
    public sealed record Input(string Table, Guid Id);

    /// <returns>The run, whose certificate it is.</returns>
    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var tables = await purge.Tables(cancel);
        if (tables.Rules.FirstOrDefault(r => r.Table.Name == input.Table && r.Class == RetentionClass.Deleted) is not { } rule)
            return PlatformErrors.NotFound();
        if (rule.Table.Key is not [{ Type: "uuid" }])
            return PlatformErrors.NotFound();

        var now = clock.GetUtcNow();
        var run = new Purge.Run(Guid.CreateVersion7(now), MalaysianTime.Day(now), 0);
        // Nobody sets a hold from here to the commit.
        await RetentionGate.Pass(session, now, cancel);
        var begins = await session.Execute(
            $"""
            INSERT INTO platform.purge_runs (tenant_id, run_id, kind, day, started_at)
            VALUES ({session.Tenant.Value}, {run.Id}, 'asked', {run.Day}, {now}) ON CONFLICT DO NOTHING
            """,
            cancel
        );
        if (begins == 0)
            return KeepingErrors.PurgeUnderWay();

        var sql = new PurgeSql(tables, rule);
        var planned = new List<DeletionLedger.Line>();
        if (await Destroy(tables, rule, sql, run, input.Id, planned, cancel) is { } refusal)
            return refusal;

        await certificates.Issue(session, run, now, cancel);
        audit.Record("platform.deleted_for_good", "platform.bin", input.Id, after: new { input.Table });
        ledger.Plan(session.Tenant, planned);
        // The run that follows at once confirms what is planned, as after a crash.
        outbox.Add(PurgeBusiness.Kind, new { });
        return run.Id;
    }

    private async Task<Refusal?> Destroy(
        KeptTables tables,
        PurgeRule rule,
        PurgeSql sql,
        Purge.Run run,
        Guid id,
        List<DeletionLedger.Line> planned,
        CancellationToken cancel
    )
    {
        var tenant = session.Tenant.Value;
        // Whoever was merged into a customer goes before them.
        if (sql.Pointing() is { } pointing)
        {
            foreach (var other in await session.Rows(pointing, [tenant, id], row => row.GetGuid(0), cancel))
            {
                if (await Destroy(tables, rule, sql, run, other, planned, cancel) is { } refusal)
                    return refusal;
            }
        }
        var judged = await session.Rows(
            sql.Judge,
            [tenant, id, run.Day],
            row => (Deleted: row.GetBoolean(0), Held: row.GetBoolean(1), Needed: row.GetBoolean(2)),
            cancel
        );
        if (judged is not [{ Deleted: true } row])
            return PlatformErrors.NotFound();
        if (row.Held)
            return KeepingErrors.HeldBack();
        if (row.Needed)
            return await Because(rule, id, cancel);

        var batch = new PurgeBatch(session, ledger, tables, clock.GetUtcNow());
        await batch.Gather(
            sql,
            rule.Table,
            [
                [id.ToString()],
            ],
            rest: false,
            cancel
        );
        if (await batch.Destroy(sql, rule.Class, run.Id, Guid.CreateVersion7(clock.GetUtcNow()), cancel) is not { } gone)
            return PlatformErrors.ChangedByAnother();

        await Purge.Note(session, run, rule, gone, listed: false, cancel);
        planned.AddRange(batch.Lines);
        return null;
    }

    private async Task<Refusal> Because(PurgeRule rule, Guid id, CancellationToken cancel) =>
        (await needed.Of(rule.Table.Name, [id], cancel)).Where(n => n.Class.HasLaw).MaxBy(n => n.Until ?? DateOnly.MaxValue)
            is { Until: { } until } need
            ? KeepingErrors.NeededByLaw(need.Class, until)
            : KeepingErrors.StillNeeded();
}
