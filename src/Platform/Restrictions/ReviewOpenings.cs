using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Restrictions;

/// <summary>Ticks openings of restricted records off: somebody looked over who opened what and why. Answers how many were new.</summary>
[Needs(PlatformPermissions.RecordsRestrict)]
public sealed class ReviewOpenings(TenantSession session, Caller caller, Notifier notifier, AuditTrail audit, TimeProvider clock)
    : UseCase<ReviewOpenings, ReviewOpenings.Input, int>
{
    public const int Most = 500;

    /// <param name="Openings">Ids.</param>
    public sealed record Input(IReadOnlyCollection<Guid> Openings);

    public override async Task<Outcome<int>> Run(Input input, CancellationToken cancel)
    {
        if (input.Openings.Count is 0 or > Most)
            return PlatformErrors.Required("Openings");
        var (ids, me) = (input.Openings.Distinct().ToArray(), caller.Person!.Value.Value);
        var seen = await session.Rows(
            $"""
            UPDATE platform.record_openings SET reviewed_by = {me}, reviewed_at = {clock.GetUtcNow()}
            WHERE tenant_id = {session.Tenant.Value} AND opening_id = ANY ({ids}) AND reviewed_at IS NULL RETURNING opening_id
            """,
            row => row.GetGuid(0),
            cancel
        );
        foreach (var id in seen.Order())
        {
            notifier.Settle(OpenRestricted.Notice, $"{id}");
            audit.Record("platform.opening_reviewed", "platform.opening", id);
        }
        var left = await session.Rows(
            $"SELECT 1 FROM platform.record_openings WHERE tenant_id = {session.Tenant.Value} AND reviewed_at IS NULL LIMIT 1",
            row => row.GetInt32(0),
            cancel
        );
        if (left.Count == 0)
            notifier.Settle(RemindReview.Notice, RemindReview.Subject);
        return seen.Count;
    }
}
