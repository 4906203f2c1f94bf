using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Trade.Branches;

/// <summary>Takes an archived place into use again.</summary>
[Needs(PlatformPermissions.SettingsEdit)]
internal sealed class RestoreBranch(TradeDb db, Caller caller, AuditTrail audit, TimeProvider clock) : UseCase<RestoreBranch, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid id, CancellationToken cancel)
    {
        if (!caller.MaySee(id) || await db.Set<Branch>().SingleOrDefaultAsync(b => b.BranchId == id, cancel) is not { } branch)
            return BranchErrors.NotFound();
        if (branch.ArchivedAt is null)
            return default(Done);

        branch.Restore(clock.GetUtcNow());
        audit.Record(
            "trade.branch_restored",
            "trade.branch",
            id,
            new { branch.Name, Archived = true },
            new { branch.Name, Archived = false }
        );
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Guid id) => BranchRules.Explain(violation);
}
