using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Trade.Branches;

/// <summary>Takes a place out of use; what was sold there stays. Its stock has to be gone, and one place has to be left.</summary>
[Needs(PlatformPermissions.SettingsEdit)]
internal sealed class ArchiveBranch(
    TradeDb db,
    TenantSession session,
    Caller caller,
    PersonNames names,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<ArchiveBranch, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid id, CancellationToken cancel)
    {
        // All of them, in one order: whoever archives another at the same time waits here.
        await session.Execute(
            $"SELECT FROM trade.branches WHERE tenant_id = {session.Tenant.Value} ORDER BY branch_id FOR NO KEY UPDATE",
            cancel
        );
        // Whoever does not see its stock could not tell that it is gone.
        if (!caller.MaySee(id) || await db.Set<Branch>().SingleOrDefaultAsync(b => b.BranchId == id, cancel) is not { } branch)
            return BranchErrors.NotFound();
        if (branch.ArchivedAt is not null)
            return default(Done);
        if (!await db.Set<Branch>().AnyAsync(b => b.BranchId != id && b.ArchivedAt == null, cancel))
            return BranchErrors.LastOne();
        if (await ItemsLeft(id, cancel) is > 0 and var items)
            return BranchErrors.StockLeft(items);
        if (await Alone(id, cancel) is [var person, ..])
            return BranchErrors.SomebodyAlone(await names.Of(new(person), cancel));

        branch.Archive(clock.GetUtcNow());
        audit.Record(
            "trade.branch_archived",
            "trade.branch",
            id,
            new { branch.Name, Archived = false },
            new { branch.Name, Archived = true }
        );
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Guid id) => BranchRules.Explain(violation);

    private async Task<int> ItemsLeft(Guid branch, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT count(*)::int FROM trade.stock_levels
                WHERE tenant_id = {session.Tenant.Value} AND location_id = {branch} AND on_hand <> 0
                """,
                row => row.GetInt32(0),
                cancel
            )
        )[0];

    /// <summary>Who works at no other open place, suspended members too, the longest here first.</summary>
    private Task<List<Guid>> Alone(Guid branch, CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT m.person_id FROM platform.memberships m
            WHERE m.tenant_id = {session.Tenant.Value} AND {branch} = ANY (m.branches) AND NOT EXISTS (SELECT FROM trade.branches b
                WHERE b.tenant_id = m.tenant_id AND b.branch_id = ANY (m.branches) AND b.branch_id <> {branch} AND b.archived_at IS NULL)
            ORDER BY m.joined_at, m.person_id
            """,
            row => row.GetGuid(0),
            cancel
        );
}
