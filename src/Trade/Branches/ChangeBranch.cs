using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;
using Npgsql;

namespace Niaga.Trade.Branches;

/// <summary>Changes what is said of a place.</summary>
[Needs(PlatformPermissions.SettingsEdit)]
internal sealed class ChangeBranch(TradeDb db, Caller caller, AuditTrail audit, TimeProvider clock)
    : UseCase<ChangeBranch, ChangeBranch.Input, Changed>
{
    /// <param name="Branch">All of it.</param>
    /// <param name="Version">The version the change was made from; null overwrites.</param>
    public sealed record Input(Guid Id, BranchInput Branch, uint? Version);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (!caller.MaySee(input.Id) || await db.Set<Branch>().SingleOrDefaultAsync(b => b.BranchId == input.Id, cancel) is not { } branch)
            return BranchErrors.NotFound();
        var before = branch.Details;
        var details = input.Branch.Check(refusals, before.Hours);
        if (Refusal.Of(refusals) is { } refused)
            return refused;
        if (ETags.IsStale(db, branch, input.Version))
            return PlatformErrors.ChangedByAnother();
        if (before.IsSame(details))
            return new Changed(ETags.VersionOf(db, branch));

        branch.Change(details, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        audit.Record("trade.branch_changed", "trade.branch", branch.BranchId, before.Facts, details.Facts);
        return new Changed(ETags.VersionOf(db, branch));
    }

    public override Refusal? Explain(PostgresException violation, Input input) => BranchRules.Explain(violation);
}
