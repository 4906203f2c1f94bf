using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Trade.Branches;

/// <summary>Adds a place the business works at, with a stock of its own. Answers its id.</summary>
[Needs(PlatformPermissions.SettingsEdit)]
internal sealed class CreateBranch(TradeDb db, Caller caller, AuditTrail audit, TimeProvider clock)
    : UseCase<CreateBranch, BranchInput, Guid>
{
    public override async Task<Outcome<Guid>> Run(BranchInput input, CancellationToken cancel)
    {
        // They would not see it, and could let nobody in.
        if (caller.LimitedTo is not null)
            return BranchErrors.BeyondYours();
        var refusals = new List<Refusal>();
        var details = input.Check(refusals);
        if (Refusal.Of(refusals) is { } refused)
            return refused;

        var places = await db.Set<Branch>().Select(b => b.Place).ToListAsync(cancel);
        if (places.Count >= BranchRules.Most)
            return BranchErrors.TooMany(BranchRules.Most);

        var branch = new Branch(places.DefaultIfEmpty().Max() + 1, clock.GetUtcNow());
        branch.Change(details, clock.GetUtcNow());
        db.Add(branch);
        audit.Record("trade.branch_created", "trade.branch", branch.BranchId, after: details.Facts);
        return branch.BranchId;
    }

    public override Refusal? Explain(PostgresException violation, BranchInput input) => BranchRules.Explain(violation);
}
